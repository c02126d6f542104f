namespace Carewright.Mapping.Tests.Messages;

/// <summary>Every message of the shared data becomes FHIR that is valid, and refers to nothing that is not there.</summary>
public sealed class SampleTests
{
    [Fact]
    public void All_resources_of_all_messages_are_valid()
    {
        var faults = new List<string>();
        foreach (var (name, message) in Mapped.Samples())
        {
            var mapped = V2Mapping.Base.Map(message, Mapped.Context);
            faults.AddRange(mapped.Issues.Where(issue => issue.IsError).Select(issue => $"{name}: {issue.Code} {issue.Message} {issue.Location}"));
            foreach (var resource in mapped.Resources)
                faults.AddRange(Mapped.Faults(resource).Select(issue => $"{name} {resource.ResourceType}: {issue.Code} {issue.Message} {issue.Location}"));
        }
        Assert.Empty(faults);
    }

    [Fact]
    public void References_lead_to_resources_that_stand_before()
    {
        var wrong = new List<string>();
        foreach (var (name, message) in Mapped.Samples())
        {
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (var resource in V2Mapping.Base.Map(message, Mapped.Context).Resources)
            {
                wrong.AddRange(References(Mapped.Json(resource)).Where(reference => !known.Contains(reference)).Select(reference => $"{name} {resource.ResourceType} {reference}"));
                known.Add(resource.Key);
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_field_goes_unseen_but_those_that_are_told()
    {
        // Segments of accidents, access restrictions, authorisations, consents and deaths; prior accounts, a protection indicator, a result interpreter without a report, prior authorisation, the dispensing facility, diluted volume, shipment.
        string[] told = ["ACC", "ARV", "AUT", "CON", "MRG-3", "OBR-32", "PDA", "PV2-22", "RF1-25", "RXO-36", "SAC-22", "SPM-32"];
        var unread = new List<string>();
        foreach (var (_, message) in Mapped.Samples())
            unread.AddRange(V2Mapping.Base.Map(message, Mapped.Context).Issues.Where(issue => issue.Code is "V2-MAP-UNREAD" or "V2-MAP-SEGMENT").Select(issue => issue.Location!));
        Assert.Equal(told, unread.Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> References(System.Text.Json.JsonElement element) => element.ValueKind switch
    {
        System.Text.Json.JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.NameEquals("reference") && property.Value.ValueKind == System.Text.Json.JsonValueKind.String ? [property.Value.GetString()!] : References(property.Value)),
        System.Text.Json.JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
