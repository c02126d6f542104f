namespace Carewright.Fhir.Definitions;

/// <summary>A search parameter as published (FHIR R4 searchparameter.html). Immutable; one instance per parameter.</summary>
public sealed class SearchParameterDefinition
{
    internal SearchParameterDefinition(int index, Format.SearchParameterRecord record)
    {
        Index = index;
        Code = record.Code;
        Url = record.Url;
        Type = record.Type;
        Expression = record.Expression ?? "";
        Bases = record.Bases;
        Targets = record.Targets;
        Comparators = record.Comparators;
        Modifiers = record.Modifiers;
        MultipleOr = record.MultipleOr;
        MultipleAnd = record.MultipleAnd;
    }

    /// <summary>A parameter that R4 does not publish: a clinic's own, or a guide's.</summary>
    /// <param name="added">What it says of itself.</param>
    public SearchParameterDefinition(AddedSearchParameter added)
    {
        ArgumentNullException.ThrowIfNull(added);
        Index = -1;
        Code = added.Code;
        Url = added.Url;
        Type = added.Type;
        Expression = added.Expression;
        Bases = added.Bases;
        Targets = added.Targets;
        Comparators = Modifiers = [];
        MultipleOr = MultipleAnd = true;
        Components = [.. added.Components.Select(part => new SearchParameterComponent(part.Definition, part.Expression, part.Parameter))];
    }

    /// <summary>True for what R4 does not publish: its values are indexed under numbers of its own.</summary>
    public bool IsAdded => Index < 0;

    /// <summary>Place among the published search parameters of the model, from 0, stable for one version of the definitions; -1 for an added one.</summary>
    public int Index { get; }

    /// <summary>The name in the query string: <c>birthdate</c>, <c>_id</c>.</summary>
    public string Code { get; }

    /// <summary>Canonical URL.</summary>
    public string Url { get; }

    /// <summary><c>number</c>, <c>date</c>, <c>string</c>, <c>token</c>, <c>reference</c>, <c>composite</c>, <c>quantity</c>, <c>uri</c> or <c>special</c>.</summary>
    public string Type { get; }

    /// <summary>FHIRPath over every base type together; empty for those without one (<c>_text</c>, <c>_content</c>, <c>_query</c>).</summary>
    public string Expression { get; }

    /// <summary>Resource types it searches, abstract ones included.</summary>
    public IReadOnlyList<string> Bases { get; }

    /// <summary>For references: resource types it may point to.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>Published comparators (<c>eq</c>, <c>lt</c>, ...). R4 leaves this empty for many parameters that do compare.</summary>
    public IReadOnlyList<string> Comparators { get; }

    /// <summary>Published modifiers. R4 leaves this empty for nearly all parameters.</summary>
    public IReadOnlyList<string> Modifiers { get; }

    /// <summary>False when published as not taking comma-separated alternatives.</summary>
    public bool MultipleOr { get; }

    /// <summary>False when published as not repeatable.</summary>
    public bool MultipleAnd { get; }

    /// <summary>For composites: the parts, in order.</summary>
    public IReadOnlyList<SearchParameterComponent> Components { get; internal set; } = [];

    /// <summary>The same added parameter as another instance: a definition that goes and comes back is another one, because what was indexed by it is not.</summary>
    public SearchParameterDefinition Copy() => new(new AddedSearchParameter(Code, Url, Type, Expression, Bases, Targets, Components));

    /// <summary>The code.</summary>
    public override string ToString() => Code;
}

/// <summary>One part of a composite search parameter.</summary>
/// <param name="Definition">Canonical URL of the parameter whose type rules the part.</param>
/// <param name="Expression">FHIRPath relative to what the composite's expression yields.</param>
/// <param name="Parameter">The resolved parameter; null when the published definition points nowhere.</param>
public sealed record SearchParameterComponent(string Definition, string Expression, SearchParameterDefinition? Parameter);

/// <summary>A search parameter beyond those of R4, checked and ready to be used.</summary>
/// <param name="Code">The name in the query string.</param>
/// <param name="Url">Canonical URL.</param>
/// <param name="Type">As <see cref="SearchParameterDefinition.Type"/>.</param>
/// <param name="Expression">FHIRPath over every base.</param>
/// <param name="Bases">Resource types, abstract ones included.</param>
/// <param name="Targets">For references: the types they may point to; empty for all.</param>
/// <param name="Components">For composites: the parts, in order.</param>
public sealed record AddedSearchParameter(
    string Code, string Url, string Type, string Expression, IReadOnlyList<string> Bases, IReadOnlyList<string> Targets, IReadOnlyList<SearchParameterComponent> Components);
