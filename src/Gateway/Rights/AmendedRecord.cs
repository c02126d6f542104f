using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Storage;

namespace Carewright.Gateway.Rights;

/// <summary>The record that a request is about, as far as whoever looks may see it.</summary>
/// <param name="Title">What a person calls it (<c>Type 2 diabetes mellitus</c>); null when it has no such words, is gone, or they are not for this reader.</param>
/// <param name="Corrections">For whoever decides: its versions since the request, newest first, each as an acceptance names it.</param>
public sealed record AmendedRecord(string? Title, IReadOnlyList<RecordCorrection> Corrections)
{
    private static readonly string[] s_concepts = ["code", "vaccineCode", "medication", "type", "appointmentType"];

    /// <summary>What a person calls a record: the words of the concept that it is about; null without any, or when they stand in an element that is held back.</summary>
    internal static string? TitleOf(StoredVersion row, HiddenSet hidden)
    {
        if (ResourceDocument.Parse(row.Open()).Document?.Root is not { } root)
            return null;
        if (row.ResourceType == "DocumentReference" && hidden.Shows("description") && root.Child("description").GetString() is { } description)
            return description;
        return s_concepts.Where(hidden.Shows).Select(name => TextOf(root.Child(name))).FirstOrDefault(text => text is not null);
    }

    private static string? TextOf(Element concept) =>
        concept.Child("text").GetString() ?? concept.Child("coding").Child("display").GetString() ?? concept.Child("coding").Child("code").GetString();
}

/// <summary>A version that may be what corrects a record.</summary>
/// <param name="Reference"><c>Condition/x/_history/2</c>.</param>
/// <param name="At">When it was written, UTC.</param>
public sealed record RecordCorrection(string Reference, DateTimeOffset At);
