using Carewright.Fhir.Json;
using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.ValueSets;

/// <summary>Reads ValueSet resources (FHIR R4 valueset.html).</summary>
public static class ValueSetReader
{
    /// <summary>The model. Without <c>compose</c>, an <c>expansion</c> that was sent along stands for the definition.</summary>
    public static ValueSetModel Read(ResourceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var root = document.Root;
        var compose = root.Child("compose");
        var include = compose.Exists ? compose.Children("include").Select(Part).ToList() : Expanded(root.Child("expansion"));
        return new ValueSetModel(root.Child("url").GetString(), root.Child("version").GetString(), include, [.. compose.Children("exclude").Select(Part)])
        {
            IncludesInactive = !compose.Child("inactive").TryGetBoolean(out var inactive) || inactive,
            Supplements = [.. root.Children("extension").Where(one => one.Child("url").ValueEquals("http://hl7.org/fhir/StructureDefinition/valueset-supplement"u8)).Select(one => one.Child("value").GetString()).OfType<string>()],
            Document = document,
        };
    }

    private static ComposePart Part(Element part) => new(
        part.Child("system").GetString(),
        part.Child("version").GetString(),
        [.. part.Children("concept").Where(one => one.Child("code").HasValue).Select(Listed)],
        [.. part.Children("filter").Select(Filter)],
        [.. part.Children("valueSet").Select(one => one.GetString()).OfType<string>()],
        part.Location());

    private static ListedConcept Listed(Element concept) => new(concept.Child("code").GetString()!, concept.Child("display").GetString(), [.. concept.Children("designation").Select(DesignationOf).OfType<Designation>()]);

    private static ComposeFilter Filter(Element filter) =>
        new(filter.Child("property").GetString() ?? "", filter.Child("op").GetString() ?? "", filter.Child("value").GetString() ?? "", filter.Location());

    private static Designation? DesignationOf(Element designation)
    {
        if (designation.Child("value").GetString() is not { } value)
            return null;
        var use = designation.Child("use");
        var coding = use.Child("code").GetString() is { } code ? new TermCoding(use.Child("system").GetString(), code, use.Child("display").GetString()) : null;
        return new Designation(designation.Child("language").GetString(), coding, value);
    }

    private static List<ComposePart> Expanded(Element expansion)
    {
        var concepts = new List<(string System, string? Version, ListedConcept Concept)>();
        Walk(expansion);
        return [.. concepts.GroupBy(one => (one.System, one.Version)).Select(group => new ComposePart(group.Key.System, group.Key.Version, [.. group.Select(one => one.Concept)], [], [], "ValueSet.expansion"))];

        void Walk(Element holder)
        {
            foreach (var one in holder.Children("contains"))
            {
                var isAbstract = one.Child("abstract").TryGetBoolean(out var flag) && flag;
                if (one.Child("code").GetString() is { } code && one.Child("system").GetString() is { } system && !isAbstract)
                    concepts.Add((system, one.Child("version").GetString(), new ListedConcept(code, one.Child("display").GetString(), [.. one.Children("designation").Select(DesignationOf).OfType<Designation>()])));
                Walk(one);
            }
        }
    }
}
