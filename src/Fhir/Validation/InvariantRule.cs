using System.Collections.Concurrent;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Path;

namespace Carewright.Fhir.Validation;

/// <summary>An invariant with its compiled FHIRPath.</summary>
/// <param name="Definition">As published.</param>
/// <param name="Expression">Compiled.</param>
internal sealed record InvariantRule(InvariantDefinition Definition, FhirPathExpression Expression)
{
    private static readonly ConcurrentDictionary<InvariantDefinition, InvariantRule> s_rules = new();

    /// <summary>The invariants that are evaluated as FHIRPath: all but those that <see cref="NativeInvariants"/> decides.</summary>
    public static InvariantRule[] Compile(IReadOnlyList<InvariantDefinition> invariants) =>
        [.. invariants.Where(invariant => !NativeInvariants.Keys.Contains(invariant.Key))
            .Select(invariant => s_rules.GetOrAdd(invariant, key => new InvariantRule(key, FhirPathExpression.Compile(Expressed(key)))))];

    /// <summary>The expression, put right where the published one does not say what its own words say.</summary>
    private static string Expressed(InvariantDefinition invariant) => invariant switch
    {
        // "If there are more than one enableWhen": R4 publishes "> 2", R5 "> 1".
        { Key: "que-12" } => "enableWhen.count() > 1 implies enableBehavior.exists()",
        // The answer is FHIR's boolean; R4 publishes FHIRPath's Boolean, which no element is.
        { Key: "que-7" } => "operator = 'exists' implies (answer is boolean)",
        // Without a probability there is nothing to be below 100; the published comparison comes to nothing then.
        { Key: "ras-2" } => "probability.exists() and probability is decimal implies (probability as decimal) <= 100",
        // "Name should be usable as an identifier": without a name there is nothing to be usable, and matches() comes to nothing.
        { IsError: false } when invariant.Expression.StartsWith("name.matches(", StringComparison.Ordinal) => "name.exists() implies " + invariant.Expression,
        _ => invariant.Expression,
    };
}
