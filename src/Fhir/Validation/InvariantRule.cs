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
            .Select(invariant => s_rules.GetOrAdd(invariant, key => new InvariantRule(key, FhirPathExpression.Compile(key.Expression))))];
}
