using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>What one step of a search expression does.</summary>
internal enum SearchStepKind : byte
{
    /// <summary>To the children of that name; with an index, only that one.</summary>
    Child,

    /// <summary>Keeps elements of a type or its subtypes: <c>as(Quantity)</c>.</summary>
    OfType,

    /// <summary>Keeps references whose text or <c>type</c> says the resource type: <c>where(resolve() is Patient)</c>. Nothing is resolved.</summary>
    RefersTo,

    /// <summary>Keeps elements with a child of that text: <c>where(system='phone')</c>.</summary>
    Where,
}

/// <summary>One step. Steps compare by value, so that expressions with a common start share it.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Name">The child to go to, or to compare.</param>
/// <param name="Type">The type of <see cref="SearchStepKind.OfType"/> and <see cref="SearchStepKind.RefersTo"/>.</param>
/// <param name="Literal">The text of <see cref="SearchStepKind.Where"/>.</param>
/// <param name="Index">0-based occurrence of the child; -1 for all.</param>
internal readonly record struct SearchStep(SearchStepKind Kind, string? Name, TypeDefinition? Type, string? Literal, int Index)
{
    public static SearchStep Child(string name) => new(SearchStepKind.Child, string.Intern(name), null, null, -1);

    public static SearchStep OfType(TypeDefinition type) => new(SearchStepKind.OfType, null, type, null, -1);

    public static SearchStep RefersTo(TypeDefinition type) => new(SearchStepKind.RefersTo, null, type, null, -1);

    public static SearchStep Where(string name, string literal) => new(SearchStepKind.Where, string.Intern(name), null, literal, -1);
}

/// <summary>One branch of a search expression, for one resource type.</summary>
/// <param name="FromResource">True when it starts at the resource (<c>%resource.…</c>), whatever the focus.</param>
/// <param name="Steps">The steps from there.</param>
internal sealed record SearchPath(bool FromResource, IReadOnlyList<SearchStep> Steps);
