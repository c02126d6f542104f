using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>Reference and URI values (FHIR R4 search.html#reference, search.html#uri).</summary>
internal static class ReferenceConverter
{
    private static readonly ElementName s_reference = FhirModel.R4.ResolveName("reference");
    private static readonly ElementName s_identifier = FhirModel.R4.ResolveName("identifier");
    private static readonly ElementName s_system = FhirModel.R4.ResolveName("system");
    private static readonly ElementName s_value = FhirModel.R4.ResolveName("value");
    private static readonly ElementName s_id = FhirModel.R4.ResolveName("id");

    public static void Convert(Element element, TypeDefinition type, in SearchValue blank, SearchWalk walk)
    {
        if (type.Name == "Reference")
            Reference(element, blank, walk);
        else if (type.Primitive is PrimitiveKind.Canonical)
            Canonical(element, blank, walk);
        else if (type.IsPrimitive)
            Literal(element.GetString(), null, blank, walk);
        else if (type.IsResource && element.Child(s_id).GetString() is { } id)
            walk.Emit(blank with { Text = type.Name + "/" + id });
    }

    /// <summary>
    /// URI values: <c>uri</c>, <c>url</c>, <c>canonical</c>, <c>oid</c>, <c>uuid</c>; a canonical with a version is found with and without it.
    /// </summary>
    public static void Uri(Element element, TypeDefinition type, in SearchValue blank, SearchWalk walk)
    {
        if (type.Primitive is PrimitiveKind.Canonical)
            Canonical(element, blank, walk);
        else if (type.IsPrimitive && element.GetString() is { } uri)
            walk.Emit(blank with { Text = uri });
    }

    private static void Reference(Element reference, in SearchValue blank, SearchWalk walk) =>
        Literal(reference.Child(s_reference).GetString(), Identifier(reference.Child(s_identifier)), blank, walk);

    /// <summary>A reference into the same resource (<c>#p1</c>) finds nothing from outside, but its identifier does.</summary>
    private static void Literal(string? text, string? identifier, in SearchValue blank, SearchWalk walk)
    {
        if (text is not null && (text.Length == 0 || text[0] == '#'))
            text = null;
        if (text is not null || identifier is not null)
            walk.Emit(blank with { Text = text is null ? null : ReferenceText.WithoutVersion(text), Display = identifier });
    }

    private static string? Identifier(Element identifier)
    {
        var system = identifier.Child(s_system).GetString();
        var value = identifier.Child(s_value).GetString();
        return system is null && value is null ? null : system + "|" + value;
    }

    private static void Canonical(Element canonical, in SearchValue blank, SearchWalk walk)
    {
        if (canonical.GetString() is not { Length: > 0 } text || text[0] == '#')
            return;
        walk.Emit(blank with { Text = text });
        var bar = text.IndexOf('|');
        if (bar > 0)
            walk.Emit(blank with { Text = text[..bar] });
    }
}
