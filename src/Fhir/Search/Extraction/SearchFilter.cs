using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>The steps that keep or drop an element.</summary>
internal static class SearchFilter
{
    private static readonly ElementName s_reference = FhirModel.R4.ResolveName("reference");
    private static readonly ElementName s_type = FhirModel.R4.ResolveName("type");

    /// <summary>Whether the element goes on.</summary>
    public static bool Keeps(in SearchStep step, Element element) => step.Kind switch
    {
        // As FHIRPath's ofType: among primitives only the type itself, else the type and its subtypes.
        SearchStepKind.OfType => step.Type is { IsPrimitive: true } ? element.Type == step.Type : element.Type is { } type && type.IsSubtypeOf(step.Type!),
        SearchStepKind.RefersTo => RefersTo(element, step.Type!),
        _ => HasChild(element, step),
    };

    /// <summary>The type that a reference names, in its text or, where that says nothing, in its <c>type</c>; null when neither does.</summary>
    public static TypeDefinition? ReferredType(Element reference)
    {
        var model = FhirModel.R4;
        var text = reference.IsPrimitive ? reference : reference.Child(s_reference);
        return ReferenceText.TypeOf(model, text.GetUtf8()) ?? model.FindType(reference.Child(s_type).GetUtf8());
    }

    private static bool RefersTo(Element reference, TypeDefinition wanted) => ReferredType(reference) is { } type && type.IsSubtypeOf(wanted);

    private static bool HasChild(Element element, in SearchStep step)
    {
        var most = Encoding.UTF8.GetMaxByteCount(step.Literal!.Length);
        var literal = most <= 512 ? stackalloc byte[most] : new byte[most];
        var length = Encoding.UTF8.GetBytes(step.Literal, literal);
        foreach (var child in element.Children(step.Name!))
            if (child.ValueEquals(literal[..length]))
                return true;
        return false;
    }
}
