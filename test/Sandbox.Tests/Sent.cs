using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Structures;
using Carewright.Mapping;

namespace Carewright.Sandbox.Tests;

/// <summary>What must hold of every message that a partner sends.</summary>
internal static class Sent
{
    private static readonly MappingContext s_context = new("sandbox", new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), TimeSpan.Zero, new Dictionary<string, string>(), []);

    /// <summary>Our reader needs no leniency, the published structure holds, the maps leave nothing unread, and what comes of it is FHIR.</summary>
    public static MappedMessage Check(Hl7Message message)
    {
        Assert.Equal([], message.Leniencies);
        var structure = V2Definitions.Of(message).Structure(message[0][9].Component(3).Text);
        Assert.NotNull(structure);
        Assert.Equal([], StructureReader.Read(message, structure).Issues.Select(issue => $"{issue.Code} {issue.Location} {issue.Message}"));
        var mapped = V2Mapping.Base.Map(message, s_context);
        Assert.True(mapped.Issues.Count == 0, $"{string.Join('\n', mapped.Issues.Select(issue => $"{issue.Code} {issue.Location} {issue.Message}"))}\n{Text(message)}");
        foreach (var resource in mapped.Resources)
            Assert.Equal([], ResourceValidator.Validate(ResourceDocument.Parse(resource.Json)).Where(issue => issue.IsError).Select(issue => $"{resource.ResourceType} {issue.Location} {issue.Message}"));
        return mapped;
    }

    public static MappedMessage Check(byte[] message) => Check(Hl7Message.Parse(message));

    public static string Text(Hl7Message message) => System.Text.Encoding.UTF8.GetString(message.Bytes.Span).Replace('\r', '\n');
}
