using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features.Applying;

/// <summary>For whom a definition is applied, and by whom; what the caller may see of each.</summary>
/// <param name="Subject">The subject: a Patient, mostly.</param>
/// <param name="Encounter">The encounter in which, or null.</param>
/// <param name="Practitioner">The person who asks, or null.</param>
/// <param name="Organization">The organisation that asks, or null.</param>
/// <param name="Now">When.</param>
internal sealed record ApplyContext(ResourceDocument Subject, ResourceDocument? Encounter, ResourceDocument? Practitioner, ResourceDocument? Organization, DateTimeOffset Now)
{
    /// <summary>Who asks for what comes of it: the person, else the organisation; null when neither is named.</summary>
    internal JsonObject? Requester => Reference(Practitioner) ?? Reference(Organization);

    internal static JsonObject? Reference(ResourceDocument? resource) => resource is null ? null : new JsonObject { ["reference"] = $"{resource.ResourceType}/{resource.Id}" };
}

/// <summary>
/// Evaluates the expressions of definitions and collects what is wrong with them. Expressions are FHIRPath over the subject, with <c>%subject</c>, <c>%patient</c>, <c>%encounter</c>, <c>%practitioner</c> and
/// <c>%organization</c>; anything else, CQL first of all, is refused by name and place, because a condition that is passed over would let through what it should stop.
/// </summary>
internal sealed class ApplyScope
{
    private static readonly FhirPathLimits s_limits = new(2_000_000, 100_000, 1_000_000, 200);
    private readonly Dictionary<string, FhirPathCollection> _variables = new(StringComparer.Ordinal);
    private readonly IFhirPathTerminology _terminology;

    internal ApplyScope(ApplyContext context, IFhirPathTerminology terminology)
    {
        (Context, _terminology) = (context, terminology);
        Name("subject", context.Subject);
        Name("patient", context.Subject.ResourceType == "Patient" ? context.Subject : null);
        Name("encounter", context.Encounter);
        Name("practitioner", context.Practitioner);
        Name("organization", context.Organization);
    }

    internal ApplyContext Context { get; }

    internal List<Issue> Issues { get; } = [];

    /// <summary>Whether a condition holds; what is empty does not. False with an issue when it cannot be evaluated.</summary>
    internal bool Holds(JsonObject? expression, string place) => Run(expression, place, (compiled, context) => compiled.EvaluateTruth(context) == true);

    internal FhirPathCollection Evaluate(JsonObject? expression, string place) => Run(expression, place, (compiled, context) => compiled.Evaluate(context));

    internal void Refuse(string what, string place) =>
        Issues.Add(Issue.Error(IssueTypes.NotSupported, "APPLY-NOT-SUPPORTED", $"{what} is not supported by $apply here.", place, "FHIR R4 clinicalreasoning-knowledge-artifact-representation.html"));

    private T? Run<T>(JsonObject? expression, string place, Func<FhirPathExpression, FhirPathContext, T> run)
    {
        var (language, text) = ((string?)expression?["language"], (string?)expression?["expression"]);
        if (language != "text/fhirpath")
        {
            Refuse(language is null ? "An expression without a language" : $"The expression language {language}", place + ".language");
            return default;
        }
        if (text is null)
        {
            Refuse("An expression by reference", place);
            return default;
        }
        try
        {
            return run(FhirPathExpression.Compile(text), new FhirPathContext(Context.Subject.Root)
            {
                Resource = Context.Subject.Root,
                RootResource = Context.Subject.Root,
                Variables = _variables,
                Terminology = _terminology,
                Limits = s_limits,
            });
        }
        catch (FhirPathException fault)
        {
            Issues.Add(Issue.Error(IssueTypes.Processing, fault.Code, fault.Message, place + ".expression"));
            return default;
        }
    }

    // A variable that nobody gave is empty, so that one definition serves with and without an encounter.
    private void Name(string name, ResourceDocument? resource) => _variables[name] = resource is null ? FhirPathCollection.Empty : new FhirPathCollection(FhirPathValue.Of(resource.Root));
}
