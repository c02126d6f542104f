using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Validation;

/// <summary>How the entries of a document hang together by their references, whichever way these point.</summary>
internal static class DocumentLinks
{
    private static readonly ElementName s_entry = FhirModel.R4.ResolveName("entry");
    private static readonly ElementName s_resource = FhirModel.R4.ResolveName("resource");
    private static readonly ElementName s_fullUrl = FhirModel.R4.ResolveName("fullUrl");
    private static readonly ElementName s_link = FhirModel.R4.ResolveName("link");
    private static readonly ElementName s_url = FhirModel.R4.ResolveName("url");

    /// <summary>The entries that no chain of references joins to the first one. Entries without a full URL cannot be referred to, and are not judged.</summary>
    public static IEnumerable<Element> Unreached(Element bundle, BundleIndex index)
    {
        var entries = bundle.Children(s_entry).ToArray();
        var places = new Dictionary<Element, int>();
        for (var i = 0; i < entries.Length; i++)
            places.TryAdd(entries[i].Child(s_resource), i);
        var links = new List<int>[entries.Length];
        for (var i = 0; i < links.Length; i++)
            links[i] = [];
        for (var i = 0; i < entries.Length; i++)
            Collect(entries[i].Child(s_resource), entries[i], i, index, places, links);
        // A stylesheet hangs on the Bundle itself.
        foreach (var link in bundle.Children(s_link))
            if (link.Child(s_url).GetString() is { } url && places.TryGetValue(index.Find(url), out var sheet))
                links[0].Add(sheet);
        var reached = Reach(links);
        return entries.Where((entry, i) => !reached[i] && entry.Child(s_fullUrl).Exists);
    }

    private static void Collect(Element within, Element entry, int from, BundleIndex index, Dictionary<Element, int> places, List<int>[] links)
    {
        foreach (var child in within.Children())
        {
            if (!child.IsPrimitive)
                Collect(child, entry, from, index, places, links);
            else if (IsLink(child) && child.GetString() is { Length: > 0 } text && text[0] != '#' && places.TryGetValue(index.First(entry, text), out var to))
            {
                links[from].Add(to);
                links[to].Add(from);
            }
        }
    }

    private static bool IsLink(Element element) =>
        element.Definition is { Name: "reference", Owner.Name: "Reference" } || element.Type is { Primitive: PrimitiveKind.Uri or PrimitiveKind.Url or PrimitiveKind.Canonical };

    private static bool[] Reach(List<int>[] links)
    {
        var reached = new bool[links.Length];
        var open = new Stack<int>();
        reached[0] = true;
        open.Push(0);
        while (open.TryPop(out var at))
            foreach (var next in links[at])
                if (!reached[next])
                {
                    reached[next] = true;
                    open.Push(next);
                }
        return reached;
    }
}
