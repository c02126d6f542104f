using System.Collections.Frozen;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Validation;

/// <summary>
/// The invariants that stand on nearly every element, written by hand for speed or for a better location. A test holds each against its published FHIRPath
/// expression.
/// </summary>
internal static class NativeInvariants
{
    private static readonly ElementName s_id = FhirModel.R4.ResolveName("id");
    private static readonly ElementName s_extension = FhirModel.R4.ResolveName("extension");
    private static readonly ElementName s_value = FhirModel.R4.ResolveName("value");
    private static readonly ElementName s_contained = FhirModel.R4.ResolveName("contained");
    private static readonly ElementName s_meta = FhirModel.R4.ResolveName("meta");
    private static readonly ElementName s_versionId = FhirModel.R4.ResolveName("versionId");
    private static readonly ElementName s_lastUpdated = FhirModel.R4.ResolveName("lastUpdated");
    private static readonly ElementName s_security = FhirModel.R4.ResolveName("security");
    private static readonly ElementName s_text = FhirModel.R4.ResolveName("text");
    private static readonly ElementName s_div = FhirModel.R4.ResolveName("div");
    private static readonly ElementName s_reference = FhirModel.R4.ResolveName("reference");

    /// <summary>Keys that are never evaluated as FHIRPath.</summary>
    public static FrozenSet<string> Keys { get; } = FrozenSet.Create(
        StringComparer.Ordinal, "ele-1", "ext-1", "dom-2", "dom-3", "dom-4", "dom-5", "dom-6", "ref-1", "txt-1", "txt-2", "bdl-3", "bdl-4", "bdl-7");

    /// <summary>ele-1: a value, or a child other than <c>id</c>.</summary>
    public static bool Ele1(Element element)
    {
        if (element.HasValue)
            return true;
        foreach (var child in element.Children())
            if (child.Definition is not { Name: "id" })
                return true;
        return false;
    }

    /// <summary>ext-1: either extensions or a value, not both.</summary>
    public static bool Ext1(Element extension) => extension.Child(s_extension).Exists != extension.Child(s_value).Exists;

    /// <summary>
    /// ref-1: a reference that starts with <c>#</c> names a contained resource. The published expression comes to nothing, neither true nor false, where
    /// there is no reference text, and fails for <c>#</c>
    /// alone, by which a contained resource names its container (FHIR R4 references.html#contained); both hold here.
    /// </summary>
    public static bool Ref1(Element reference, Element root)
    {
        var text = reference.Child(s_reference).GetUtf8();
        return text.IsEmpty || text[0] != '#' || Contained(root, text[1..]).Exists || (text.Length == 1 && reference.Resource != root);
    }

    /// <summary>The contained resource of that id; absent when there is none.</summary>
    public static Element Contained(Element root, ReadOnlySpan<byte> id)
    {
        foreach (var contained in root.Children(s_contained))
            if (!id.IsEmpty && contained.Child(s_id).ValueEquals(id))
                return contained;
        return default;
    }

    /// <summary>dom-2: contained resources contain none.</summary>
    public static bool Dom2(Element resource) => NoneContained(resource, contained => contained.Child(s_contained).Exists);

    /// <summary>dom-3: every contained resource is referred to, or refers to its container. The published expression lets one without an id pass.</summary>
    public static bool Dom3(Element resource) => NoneContained(resource, contained => !IsLinked(resource, contained));

    /// <summary>dom-4: contained resources have no version and no time of update.</summary>
    public static bool Dom4(Element resource) => NoneContained(resource, contained =>
        contained.Child(s_meta).Child(s_versionId).Exists || contained.Child(s_meta).Child(s_lastUpdated).Exists);

    /// <summary>dom-5: contained resources have no security label.</summary>
    public static bool Dom5(Element resource) => NoneContained(resource, contained => contained.Child(s_meta).Child(s_security).Exists);

    /// <summary>dom-6: a narrative.</summary>
    public static bool Dom6(Element resource) => resource.Child(s_text).Child(s_div).Exists;

    private static bool NoneContained(Element resource, Func<Element, bool> fails)
    {
        foreach (var contained in resource.Children(s_contained))
            if (fails(contained))
                return false;
        return true;
    }

    private static bool IsLinked(Element resource, Element contained)
    {
        var id = contained.Child(s_id).GetString();
        return id is null || HasLink(resource, System.Text.Encoding.UTF8.GetBytes("#" + id)) || HasLink(contained, "#"u8);
    }

    /// <summary>Whether some element below has that text and is a <c>reference</c> or a URI.</summary>
    private static bool HasLink(Element within, ReadOnlySpan<byte> link)
    {
        foreach (var child in within.Children())
        {
            if (child.IsPrimitive ? IsLink(child) && child.ValueEquals(link) : HasLink(child, link))
                return true;
            // Extensions of a primitive can refer too.
            if (child.IsPrimitive && HasLink(child, link))
                return true;
        }
        return false;
    }

    private static bool IsLink(Element element) =>
        element.Definition is { Name: "reference" } || element.Type is { Primitive: PrimitiveKind.Canonical or PrimitiveKind.Uri or PrimitiveKind.Url or PrimitiveKind.Oid or PrimitiveKind.Uuid };
}
