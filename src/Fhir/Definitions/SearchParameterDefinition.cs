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

    /// <summary>Place among all search parameters of the model, from 0. Stable for one version of the definitions.</summary>
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

    /// <summary>The code.</summary>
    public override string ToString() => Code;
}

/// <summary>One part of a composite search parameter.</summary>
/// <param name="Definition">Canonical URL of the parameter whose type rules the part.</param>
/// <param name="Expression">FHIRPath relative to what the composite's expression yields.</param>
/// <param name="Parameter">The resolved parameter; null when the published definition points nowhere.</param>
public sealed record SearchParameterComponent(string Definition, string Expression, SearchParameterDefinition? Parameter);
