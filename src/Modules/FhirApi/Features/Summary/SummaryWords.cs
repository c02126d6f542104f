using Carewright.Fhir.Json;

namespace Carewright.FhirApi.Features.Summary;

/// <summary>Says in a few words what a resource is, when it was, and what else a reader wants to know of it. What is coded is shown by its own text, in the language it was written in.</summary>
internal sealed class SummaryWords(IReadOnlyDictionary<string, ResourceDocument> byReference)
{
    private static readonly string[] s_names = ["code", "vaccineCode", "medication", "device", "title", "category", "scope"];
    private static readonly string[] s_remarks = ["criticality", "severity", "interpretation", "conclusion"];
    private static readonly string[] s_times = ["onset", "occurrence", "performed", "effective", "timing", "period", "authoredOn", "recordedDate", "recordedOn", "dateTime", "date"];

    internal string Name(Element resource)
    {
        foreach (var element in s_names)
        {
            if (TextOf(resource.Child(element)) is { Length: > 0 } text)
                return text;
        }
        return resource.Document.ResourceType;
    }

    /// <summary>The day, as precise as it is recorded.</summary>
    internal static string When(Element resource)
    {
        foreach (var value in s_times.Select(name => resource.Child(name)).Where(value => value.Exists))
        {
            var text = value.Type?.Name switch
            {
                "Period" => $"{Day(value.Child("start"))} – {Day(value.Child("end"))}".TrimEnd(' ', '–'),
                "Age" or "Range" => Amount(value),
                _ => Day(value),
            };
            if (text.Length > 0)
                return text;
        }
        return "";
    }

    internal string Details(Element resource)
    {
        List<string> words = [Value(resource), .. resource.Children("component").Select(part => $"{TextOf(part.Child("code"))} {Value(part)}")];
        words.AddRange(resource.Children("dosage").Concat(resource.Children("dosageInstruction")).Select(Dosage));
        words.AddRange(resource.Children("reaction").SelectMany(reaction => reaction.Children("manifestation")).Select(TextOf));
        words.AddRange(s_remarks.SelectMany(name => resource.Children(name)).Select(TextOf));
        return string.Join("; ", words.Select(word => word.Trim()).Where(word => word.Length > 0));
    }

    private string Value(Element resource)
    {
        var value = resource.Child("value");
        return value.Type?.Name switch
        {
            null => TextOf(resource.Child("dataAbsentReason")),
            "Quantity" or "Range" or "Ratio" => Amount(value),
            "CodeableConcept" => TextOf(value),
            "dateTime" => Day(value),
            _ => value.GetString() ?? "",
        };
    }

    private static string Amount(Element value)
    {
        if (value.Type?.Name == "Range")
            return $"{Amount(value.Child("low"))} – {Amount(value.Child("high"))}".Trim(' ', '–');
        if (value.Type?.Name == "Ratio")
            return $"{Amount(value.Child("numerator"))} / {Amount(value.Child("denominator"))}".Trim(' ', '/');
        var unit = value.Child("unit").GetString() ?? value.Child("code").GetString();
        return $"{value.Child("comparator").GetString()}{value.Child("value").GetString()} {unit}".Trim();
    }

    private static string Dosage(Element dosage)
    {
        if (dosage.Child("text").GetString() is { } text)
            return text;
        var dose = dosage.Child("doseAndRate").Child("dose");
        return string.Join(' ', new[] { dose.Exists ? Amount(dose) : "", TextOf(dosage.Child("route"), null), TextOf(dosage.Child("timing").Child("code"), null) }.Where(part => part.Length > 0));
    }

    private static string Day(Element value) => value.GetString() is { } text ? text[..Math.Min(10, text.Length)] : "";

    private string TextOf(Element value) => TextOf(value, byReference);

    // A reference is named by what it refers to, if that is in the document.
    private static string TextOf(Element value, IReadOnlyDictionary<string, ResourceDocument>? known)
    {
        if (value.Type?.Name == "CodeableConcept")
        {
            return value.Child("text").GetString() ?? value.Children("coding").Select(coding => coding.Child("display").GetString()).FirstOrDefault(display => display is not null)
                ?? value.Child("coding").Child("code").GetString() ?? "";
        }
        if (value.Type?.Name != "Reference")
            return value.GetString() ?? "";
        if (value.Child("reference").GetString() is { } reference && known?.GetValueOrDefault(reference) is { } target)
        {
            var root = target.Root;
            var text = TextOf(root.Child("code"), null);
            return text.Length > 0 ? text : root.Child("deviceName").Child("name").GetString() ?? TextOf(root.Child("type"), null);
        }
        return value.Child("display").GetString() ?? "";
    }
}
