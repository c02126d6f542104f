using Carewright.Fhir.Json;

namespace Carewright.Fhir.Profiles;

/// <summary>Where an extension may be used (FHIR R4 defining-extensions.html#context).</summary>
/// <param name="Elements">Types and paths of elements.</param>
/// <param name="Extensions">Urls of extensions.</param>
/// <param name="Expressions">FHIRPath from a resource to the elements.</param>
/// <param name="Invariants">FHIRPath on the element that has the extension; all hold.</param>
internal sealed record ExtensionContext(string[] Elements, string[] Extensions, string[] Expressions, string[] Invariants)
{
    /// <summary>True when the definition says nothing.</summary>
    public bool IsAnywhere => Elements.Length + Extensions.Length + Expressions.Length == 0;

    public static ExtensionContext Of(Element definition) => new(
        Expressed(definition, "element"), Expressed(definition, "extension"), Expressed(definition, "fhirpath"),
        [.. definition.Children("contextInvariant").Select(item => item.GetString()).OfType<string>()]);

    private static string[] Expressed(Element definition, string type) =>
        [.. definition.Children("context").Where(context => context.Child("type").GetString() == type).Select(context => context.Child("expression").GetString()).OfType<string>()];
}
