using Carewright.Fhir.Json;

namespace Carewright.Fhir.Path;

/// <summary>What an evaluation runs on. Only <see cref="Focus"/> is needed; everything else has a default.</summary>
public readonly struct FhirPathContext
{
    /// <summary>Evaluates on one element; %resource is the resource that holds it, %rootResource the outermost one.</summary>
    public FhirPathContext(Element focus) => Focus = new FhirPathCollection(FhirPathValue.Of(focus));

    /// <summary>Evaluates on a collection.</summary>
    public FhirPathContext(FhirPathCollection focus) => Focus = focus;

    /// <summary>The input collection: $this and %context at the start.</summary>
    public FhirPathCollection Focus { get; init; }

    /// <summary>%resource; by default the resource that holds the first item of the focus.</summary>
    public Element Resource { get; init; }

    /// <summary>%rootResource; by default the outermost resource of the document, or the entry's resource within a Bundle.</summary>
    public Element RootResource { get; init; }

    /// <summary>User variables by name without %.</summary>
    public IReadOnlyDictionary<string, FhirPathCollection>? Variables { get; init; }

    /// <summary>Finds what a reference text points to, for resolve(); returns an absent element when it does not know. Contained resources and entries of the same Bundle are found without it.</summary>
    public Func<string, Element>? Resolver { get; init; }

    /// <summary>Answers memberOf(), subsumes() and subsumedBy(); by default from the code systems and value sets of the FHIR definitions.</summary>
    public IFhirPathTerminology? Terminology { get; init; }

    /// <summary>Answers conformsTo() for profiles that are no base type; returns null for a profile it does not know, which is an error.</summary>
    public Func<Element, string, bool?>? Conformance { get; init; }

    /// <summary>Time of now(), today() and timeOfDay(); read once per evaluation. By default the system's.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Receives what trace() logs. The values may be a patient's: never write them to a log.</summary>
    public Action<string, FhirPathCollection>? Trace { get; init; }

    /// <summary>
    /// Whether several items where a truth value is asked for are taken for true, instead of for an error as FHIRPath defines it. Published constraints of profiles rely on it (US Core's
    /// <c>telecom or endpoint</c>).
    /// </summary>
    public bool SeveralAreTrue { get; init; }

    /// <summary>Bounds of the cost; by default <see cref="FhirPathLimits.Default"/>.</summary>
    public FhirPathLimits? Limits { get; init; }
}

/// <summary>Bounds that end a hostile or mistaken evaluation with <see cref="FhirPathErrors.Limit"/> before it can hang or exhaust memory.</summary>
/// <param name="Steps">Items looked at, summed over the evaluation.</param>
/// <param name="Items">Items held at once, intermediate results included.</param>
/// <param name="StringLength">Characters of one computed string.</param>
/// <param name="RegexMilliseconds">Time of one regular expression match that cannot run in linear time; one that can has five times as much.</param>
public sealed record FhirPathLimits(long Steps, int Items, int StringLength, int RegexMilliseconds)
{
    /// <summary>20 million steps (about a second), one million items, one million characters, one second.</summary>
    public static FhirPathLimits Default { get; } = new(20_000_000, 1_000_000, 1_000_000, 1_000);
}
