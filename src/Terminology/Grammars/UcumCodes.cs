using Carewright.Kernel.Units;
using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.Grammars;

/// <summary>Units of measure: whatever the grammar of UCUM makes of its symbols (The Unified Code for Units of Measure, case-sensitive codes; FHIR R4 ucum.html).</summary>
public sealed class UcumCodes : ICodeGrammar
{
    /// <summary>Canonical url.</summary>
    public const string Url = "http://unitsofmeasure.org";

    private readonly Dictionary<string, string> _displays;

    /// <summary>The system.</summary>
    /// <param name="common">Units in common use, with displays.</param>
    public UcumCodes(IReadOnlyList<TermCoding> common)
    {
        ArgumentNullException.ThrowIfNull(common);
        Common = common;
        _displays = common.Where(unit => unit.Display is not null).DistinctBy(unit => unit.Code).ToDictionary(unit => unit.Code, unit => unit.Display!, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public CodeSystemHeader Header { get; } = new(Url, "2.1", "UCUM") { Title = "The Unified Code for Units of Measure", ValueSet = "http://hl7.org/fhir/ValueSet/ucum-units", Properties = [new("canonical", PropertyKind.String)] };

    /// <inheritdoc/>
    public IReadOnlyList<TermCoding> Common { get; }

    /// <inheritdoc/>
    public string? Fault(string code) => UcumUnit.TryParse(code, out _) ? null : "It is not a unit of UCUM: a symbol is unknown or the expression is not well formed; case matters.";

    /// <inheritdoc/>
    public string? Display(string code) => _displays.GetValueOrDefault(code) ?? code;

    /// <summary><c>canonical = "unit"</c>: the units that measure the same thing as that one.</summary>
    public bool? Passes(string code, string property, string operation, string value) =>
        property == "canonical" && operation == "=" && UcumUnit.TryParse(value, out var canonical) ? UcumUnit.TryParse(code, out var unit) && unit.IsCommensurableWith(canonical) : null;
}
