using System.Text.Json.Nodes;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.Gateway.Receiving;
using Carewright.Security;

namespace Carewright.Interfaces.Registries;

/// <summary>A dose of the chart that stands for one of the registry.</summary>
/// <param name="Reference"><c>Immunization/id</c>.</param>
/// <param name="IsSame">It has the registry's number; otherwise it is of the same day and protects against the same.</param>
internal sealed record ChartMatch(string Reference, bool IsSame);

/// <summary>The immunizations of a chart, as one person sees them.</summary>
internal sealed class ChartDoses
{
    private const int MostPages = 5;
    private readonly IReadOnlyList<ChartDose> _doses;

    private ChartDoses(IReadOnlyList<ChartDose> doses) => _doses = doses;

    /// <summary>They.</summary>
    internal IReadOnlyList<ChartDose> All => _doses;

    /// <summary>Reads them with the person's rights; on record as a search. Refusals as for search.</summary>
    internal static async Task<Answer<ChartDoses>> ReadAsync(RecordGateway gateway, Actor person, string patient, CancellationToken cancellationToken)
    {
        var (doses, cursor) = (new List<ChartDose>(), (string?)null);
        for (var page = 0; page < MostPages; page++)
        {
            KeyValuePair<string, string>[] criteria = [new("patient", SearchEscapes.Encode($"Patient/{patient}")), new("_sort", "-date"), new("_count", "200"), .. cursor is null ? [] : new[] { new KeyValuePair<string, string>("_cursor", cursor) }];
            if (SearchRequest.Parse("Immunization", criteria, gateway.Definitions, SearchHandling.Strict).Request is not { } request)
                break;
            var answer = await gateway.SearchAsync(person, request, request.ToQueryString(), cancellationToken).ConfigureAwait(false);
            if (answer.IsRefused)
                return answer.Refusal;
            doses.AddRange(answer.Value.Entries.Where(entry => entry.IsMatch).Select(entry => ChartDose.Of(entry.Resource)).OfType<ChartDose>());
            if ((cursor = answer.Value.NextCursor) is null)
                break;
        }
        return new ChartDoses(doses);
    }

    /// <summary>What the chart has already of a dose; null: nothing.</summary>
    internal ChartMatch? Find(RegistryDose dose)
    {
        if (_doses.FirstOrDefault(own => own.Numbers.Intersect(dose.Numbers).Any()) is { } same)
            return new ChartMatch(same.Reference, true);
        var told = new DoseFacts(dose.Content);
        return _doses.FirstOrDefault(own => own.Facts.IsLike(told)) is { } alike ? new ChartMatch(alike.Reference, false) : null;
    }
}

/// <summary>An immunization of the chart.</summary>
/// <param name="Reference"><c>Immunization/id</c>.</param>
/// <param name="Facts">What it is.</param>
/// <param name="Numbers">By what it is known, <c>system|value</c>, its own id among them: a registry gives back what was reported to it.</param>
internal sealed record ChartDose(string Reference, DoseFacts Facts, IReadOnlyList<string> Numbers)
{
    internal static ChartDose? Of(ReleasedResource resource)
    {
        if (JsonNode.Parse(resource.Json.Span) is not JsonObject content || (string?)content["status"] == "entered-in-error")
            return null;
        var numbers = (content["identifier"] as JsonArray ?? []).Select(one => $"{(string?)one?["system"]}|{(string?)one?["value"]}");
        return new ChartDose(resource.Reference, new DoseFacts(content), [.. numbers, RecordIdentifier.Of(resource.Id)]);
    }
}

/// <summary>What an Immunization says.</summary>
/// <param name="content">It.</param>
internal sealed class DoseFacts(JsonObject content)
{
    private const string Cvx = "http://hl7.org/fhir/sid/cvx";

    /// <summary>When it was given: a date or date and time as FHIR writes it; empty: not said.</summary>
    internal string Date => (string?)content["occurrenceDateTime"] ?? "";

    /// <summary>CVX; empty: it has none.</summary>
    internal string Code => Codings.Where(coding => (string?)coding["system"] == Cvx).Select(coding => (string?)coding["code"]).FirstOrDefault() ?? "";

    /// <summary>What the vaccine is called.</summary>
    internal string Vaccine => (string?)content["vaccineCode"]?["text"] ?? Codings.Select(coding => (string?)coding["display"]).FirstOrDefault(display => display is not null) ?? (Code.Length > 0 ? $"CVX {Code}" : "");

    /// <summary>Whether it was not given.</summary>
    internal bool IsNotDone => (string?)content["status"] == "not-done";

    /// <summary>Words of an element: its text, else what it is called, else its code; null when there is none.</summary>
    internal string? Words(string element) => content[element] switch
    {
        JsonValue value => (string?)value,
        JsonObject one => (string?)one["display"] ?? (string?)one["text"] ?? (one["coding"] as JsonArray)?.Select(coding => (string?)coding?["display"] ?? (string?)coding?["code"]).FirstOrDefault(word => word is not null),
        _ => null,
    };

    /// <summary>Whether both are of the same day and protect against the same, or both were not given.</summary>
    internal bool IsLike(DoseFacts other) =>
        Date.Length >= 10 && other.Date.Length >= 10 && Date[..10] == other.Date[..10] && IsNotDone == other.IsNotDone && Code.Length > 0 && other.Code.Length > 0 && VaccineGroups.Of(Code).Intersect(VaccineGroups.Of(other.Code)).Any();

    private IEnumerable<JsonObject> Codings => (content["vaccineCode"]?["coding"] as JsonArray ?? []).OfType<JsonObject>();
}
