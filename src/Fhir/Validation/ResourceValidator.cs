using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>
/// Validates resources against the R4 base definitions (FHIR R4 validation.html): cardinality, primitive formats, required bindings to value sets that the
/// definitions enumerate, reference targets, contained
/// resources, extensions, narratives, invariants and the rules of Bundles. All issues at once, each with its FHIRPath location. Profiles, slicing, display
/// texts and external terminology are not checked. Safe from many threads.
/// </summary>
public static class ResourceValidator
{
    /// <summary>Issues about the content of a parsed resource; those of its parse are the caller's, or see the other overload.</summary>
    public static IReadOnlyList<Issue> Validate(ResourceDocument document, ValidationOptions? options = null)
    {
        var run = new ValidationRun(document, options ?? ValidationOptions.Default);
        run.Validate();
        return run.Issues;
    }

    /// <summary>The issues of the parse, then those about the content; only the former when nothing usable was parsed.</summary>
    public static IReadOnlyList<Issue> Validate(in ParseOutcome outcome, ValidationOptions? options = null)
    {
        if (outcome.Document is null)
            return outcome.Issues;
        var issues = Validate(outcome.Document, options);
        return outcome.Issues.Count == 0 ? issues : [.. outcome.Issues, .. issues];
    }
}
