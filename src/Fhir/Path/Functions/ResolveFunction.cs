using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Path.Functions;

/// <summary>resolve() (FHIR R4 fhirpath.html#functions): contained resources, entries of the same Bundle, then the context's resolver. What cannot be found is left out.</summary>
internal sealed class ResolveFunction
{
    private readonly FhirModel _model;
    private readonly ElementName _reference;
    private readonly ElementName _type;

    private ResolveFunction(FhirModel model)
    {
        _model = model;
        _reference = model.ResolveName("reference");
        _type = model.ResolveName("type");
    }

    public static IEnumerable<PathFunction> All => [new("resolve", 0, 0, "", static call => new ResolveFunction(call.Compiler.Model).Resolve)];

    /// <summary>
    /// "resolve() is Patient": when the target itself is not at hand, its type is read from Reference.type or from the reference text, so that search
    /// parameters can tell subjects apart without loading them.
    /// </summary>
    public static PathStep ResolvesTo(TypeSpecifier type, FhirModel model)
    {
        var resolve = new ResolveFunction(model);
        return (evaluation, start) => resolve.TestType(evaluation, start, type);
    }

    private void TestType(Evaluation evaluation, int start, TypeSpecifier type)
    {
        if (!evaluation.TakeSingle(start, out FhirPathValue item))
        {
            return;
        }

        Element target = Find(evaluation, item);
        if (target.Exists)
        {
            evaluation.Push(FhirPathValue.Of(type.Includes(FhirPathValue.Of(target))));
        }
        else if (TypeInReference(item) is { } named)
        {
            evaluation.Push(FhirPathValue.Of(type.Fhir is not null && named.IsSubtypeOf(type.Fhir)));
        }
    }

    private void Resolve(Evaluation evaluation, int start)
    {
        int kept = start;
        for (int i = start; i < evaluation.Top; i++)
        {
            Element target = Find(evaluation, evaluation[i]);
            if (target.Exists)
            {
                evaluation[kept++] = FhirPathValue.Of(target);
            }
        }

        evaluation.Top = kept;
    }

    private Element Find(Evaluation evaluation, in FhirPathValue item)
    {
        Element value = ReferenceOf(item);
        ReadOnlySpan<byte> utf8 = value.GetUtf8();
        bool local = utf8.StartsWith("#"u8);
        if (value.Exists && !local && evaluation.Context.Resolver is null && value.Document.ResourceType != "Bundle")
        {
            return default;
        }

        if ((value.Exists ? value.GetString() : item.TryGetString(out string text) ? text : null) is not { Length: > 0 } reference)
        {
            return default;
        }

        Element found = value.Exists ? FindLocally(evaluation, value, reference) : default;
        return found.Exists || local || evaluation.Context.Resolver is not { } resolver ? found : resolver(reference);
    }

    /// <summary>The primitive that holds the reference text: of a Reference its reference, of a uri or canonical itself.</summary>
    private Element ReferenceOf(in FhirPathValue item)
    {
        Element element = item.Element;
        return element.IsPrimitive ? element : element.Child(_reference);
    }

    private static Element FindLocally(Evaluation evaluation, Element from, string reference)
    {
        Element resource = from.Resource;
        if (reference[0] == '#')
        {
            Element container = resource.Name == "contained" ? resource.Parent.Resource : resource;
            return reference.Length == 1 ? container : FindContained(evaluation, container, Encoding.UTF8.GetBytes(reference[1..]));
        }

        Element root = from.Document.Root;
        return root.Name == "Bundle" && resource != root ? FindEntry(evaluation, root, EntryOf(resource), reference) : default;
    }

    private static Element FindContained(Evaluation evaluation, Element container, ReadOnlySpan<byte> id)
    {
        foreach (Element contained in container.Children("contained"))
        {
            evaluation.Step();
            if (contained.Child("id").ValueEquals(id))
            {
                return contained;
            }
        }

        return default;
    }

    private static Element EntryOf(Element resource)
    {
        Element at = resource;
        while (at.Exists && at.Name != "entry")
        {
            at = at.Parent;
        }

        return at;
    }

    // An absolute reference is looked for as fullUrl; a relative one below the base of the referring entry (FHIR R4 bundle.html#references).
    private static Element FindEntry(Evaluation evaluation, Element bundle, Element from, string reference)
    {
        string wanted = reference.Contains(':', StringComparison.Ordinal) ? reference : BaseOf(from) + reference;
        byte[] utf8 = Encoding.UTF8.GetBytes(wanted.Split("/_history/")[0]);
        foreach (Element entry in bundle.Children("entry"))
        {
            evaluation.Step();
            if (entry.Child("fullUrl").ValueEquals(utf8))
            {
                return entry.Child("resource");
            }
        }

        return default;
    }

    private static string BaseOf(Element entry)
    {
        string fullUrl = entry.Child("fullUrl").GetString() ?? "";
        Element resource = entry.Child("resource");
        string tail = $"{resource.Type?.Name}/{resource.Child("id").GetString()}";
        return fullUrl.EndsWith(tail, StringComparison.Ordinal) ? fullUrl[..^tail.Length] : "";
    }

    private TypeDefinition? TypeInReference(in FhirPathValue item)
    {
        if (item.IsElement && item.Element.Child(_type) is { HasValue: true } type)
        {
            return _model.FindType(type.GetUtf8());
        }

        ReadOnlySpan<byte> text = item.IsElement ? ReferenceOf(item).GetUtf8() : item.TryGetString(out string reference) ? Encoding.UTF8.GetBytes(reference) : default;
        int history = text.IndexOf("/_history/"u8);
        text = history < 0 ? text : text[..history];
        int slash = text.LastIndexOf((byte)'/');
        if (slash <= 0)
        {
            return null;
        }

        ReadOnlySpan<byte> before = text[..slash];
        return _model.FindType(before[(before.LastIndexOf((byte)'/') + 1)..]) is { IsResource: true } named ? named : null;
    }
}
