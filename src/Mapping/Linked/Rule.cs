using Carewright.Fhir.Path;
using Carewright.Mapping.Language;

namespace Carewright.Mapping.Linked;

/// <summary>One rule, ready to run: what goes where, under what condition. Immutable.</summary>
internal sealed class Rule
{
    /// <summary>Where it stands.</summary>
    public required MapPlace Place { get; init; }

    /// <summary>Where the value goes.</summary>
    public required Target Target { get; init; }

    /// <summary>Where the value is from; null for a block.</summary>
    public Source? Source { get; init; }

    /// <summary>For what a block runs, once each; null: once.</summary>
    public CellPath? For { get; init; }

    /// <summary>What must hold; null: nothing.</summary>
    public Condition? When { get; init; }

    /// <summary>How a value that divides becomes an object; null for primitives.</summary>
    public TypeMap? Type { get; set; }

    /// <summary>What its codes mean; null: they stay.</summary>
    public CodeTable? Table { get; init; }

    /// <summary>Whether a code that the table has not is no matter.</summary>
    public bool IfKnown { get; init; }

    /// <summary>The HL7 table of codes that name no coding system, <c>0002</c>; null: none.</summary>
    public string? DefaultTable { get; init; }

    /// <summary>What is written when there is no value, or when the table does not have it; null: nothing.</summary>
    public string? Otherwise { get; init; }

    /// <summary>The rules of a block.</summary>
    public Rule[] Nested { get; set; } = [];

    /// <summary>What its source needs; null: nothing that could be told beforehand.</summary>
    public Gate? Gate { get; init; }

    /// <summary>What its condition needs; null: nothing that could be told beforehand.</summary>
    public Gate? WhenGate { get; init; }

    /// <summary>Whether it stands directly below a resource.</summary>
    public bool IsTop { get; init; }
}

/// <summary>Where a value is from.</summary>
internal abstract record Source;

/// <summary>A place in the message.</summary>
internal sealed record PathSource(CellPath Path) : Source;

/// <summary>A text of the map.</summary>
internal sealed record ConstantSource(string Text) : Source;

/// <summary>A reference to a resource of the message.</summary>
/// <param name="Label">Which.</param>
/// <param name="Where">Pairs of paths: what must stand there (left, in the other's segments) and here (right); none: the nearest.</param>
internal sealed record ReferenceSource(string Label, (CellPath There, CellPath Here)[] Where) : Source;

/// <summary>What a function makes of its arguments.</summary>
internal sealed record FunctionSource(MapFunction Function, Argument[] Arguments) : Source;

/// <summary>What an expression gives over the resource as mapped.</summary>
internal sealed record CalculatedSource(FhirPathExpression Expression) : Source;

/// <summary>An argument of a function: a place or a text.</summary>
internal readonly record struct Argument(CellPath? Path, string? Text);

/// <summary>A function of the language.</summary>
internal delegate string? MapFunction(in Running.Scope scope, Argument[] arguments);
