using Carewright.Fhir.Json;

namespace Carewright.Mapping.Writing.Running;

/// <summary>
/// Writes codings and text as CWE (HL7 v2.5.1 ch. 2.A.13): the partner's own code first, then what is local, then what is published (HL7 table 0396), as far as two have room.
/// </summary>
internal sealed class CodedWriter(SystemNames names)
{
    private const int Room = 2;

    /// <summary>Fills a part.</summary>
    /// <param name="element">A CodeableConcept, a Coding, or what has <c>code</c> codings and a <c>text</c> (items of a Questionnaire).</param>
    /// <param name="part">What is filled.</param>
    /// <param name="put">Puts a text into a part.</param>
    /// <returns>Whether all codings had room.</returns>
    public bool Write(Element element, SegmentPart part, Action<SegmentPart, string> put)
    {
        var triplets = Triplets(element);
        for (var i = 0; i < Math.Min(Room, triplets.Count); i++)
        {
            put(part.Part((i * 3) + 1), triplets[i].Code);
            put(part.Part((i * 3) + 2), triplets[i].Display);
            put(part.Part((i * 3) + 3), triplets[i].System);
            put(part.Part(7 + i), triplets[i].Version);
        }
        if (Words(element, triplets.Count) is { } words)
            put(part.Part(WordsPlace(element, triplets)), words);
        return triplets.Count <= Room;
    }

    private static string? Words(Element element, int triplets) =>
        element.Child("text").GetString() ?? (triplets > 0 ? null : Codings(element).Select(coding => coding.Child("display").GetString()).FirstOrDefault(display => display is not null));

    // Without a code the words stand where all receivers look for them; those of a question are what its code means.
    private static int WordsPlace(Element element, List<(string Code, string Display, string System, string Version)> triplets) =>
        triplets.Count == 0 || (element.Type?.Name != "CodeableConcept" && triplets[0].Display.Length == 0) ? 2 : 9;

    private List<(string Code, string Display, string System, string Version)> Triplets(Element element)
    {
        var found = new List<(int Rank, string Code, string Display, string System, string Version)>();
        foreach (var coding in Codings(element))
        {
            if (coding.Child("code").GetString() is not { } code)
                continue;
            var (system, display) = (coding.Child("system").GetString() ?? "", coding.Child("display").GetString() ?? "");
            if (names.Partner(system, code) is { } own)
                found.Add((0, own.Code, display, SystemNames.TableName(own.Table), ""));
            found.Add((names.IsOwn(system) ? 1 : names.IsPublished(system) ? 3 : 2, code, display, names.CodeSystem(system), coding.Child("version").GetString() ?? ""));
        }
        return [.. found.OrderBy(each => each.Rank).DistinctBy(each => (each.Code, each.System)).Select(each => (each.Code, each.Display, each.System, each.Version))];
    }

    private static IEnumerable<Element> Codings(Element element)
    {
        var found = new List<Element>();
        if (element.Type?.Name == "Coding")
            return [element];
        foreach (var coding in element.Children("coding"))
            found.Add(coding);
        foreach (var coding in element.Children("code"))
            if (!coding.IsPrimitive)
                found.Add(coding);
        return found;
    }
}
