using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Kernel;
using Carewright.Mapping.Writing.Linked;

namespace Carewright.Mapping.Writing.Running;

/// <summary>Evaluates the expressions of maps over resources of one record. What cannot be evaluated is an error: another rule would fill the place with something else.</summary>
internal sealed class Evaluator(RecordDocuments documents, TimeProvider clock, WritingTelling telling)
{
    private static readonly FhirPathLimits s_limits = new(2_000_000, 100_000, 1_000_000, 1_000);
    private readonly Func<string, Element> _resolver = documents.Find;

    /// <summary>What an expression gives.</summary>
    public IReadOnlyList<FhirPathValue> Every(MapExpression expression, in WritingScope scope)
    {
        try
        {
            return expression.Path.Evaluate(Context(scope));
        }
        catch (FhirPathException)
        {
            telling.Tell(WritingIssues.Calculated(expression.Place));
            return [];
        }
    }

    /// <summary>Whether a condition holds; one that cannot be evaluated is an error.</summary>
    public bool Holds(MapExpression? condition, in WritingScope scope)
    {
        try
        {
            return condition is null || condition.Path.IsTrue(Context(scope));
        }
        catch (FhirPathException)
        {
            telling.Tell(WritingIssues.Calculated(condition!.Place));
            return false;
        }
    }

    private FhirPathContext Context(in WritingScope scope) =>
        new(new FhirPathCollection(scope.Item)) { Variables = scope.Variables, Resolver = _resolver, Clock = clock, Limits = s_limits, SeveralAreTrue = true };
}

/// <summary>Over what expressions run: an item, and the variables by name.</summary>
internal readonly record struct WritingScope(FhirPathValue Item, IReadOnlyDictionary<string, FhirPathCollection> Variables)
{
    /// <summary>FHIRPath of the item; its type where it is no element.</summary>
    public string Location => Item.IsElement ? Item.Element.Location() : Item.TypeName;
}

/// <summary>The clock of one message: it stands still.</summary>
internal sealed class StillClock(DateTimeOffset at) : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => at.ToUniversalTime();
}

/// <summary>Collects issues, each once, up to a number.</summary>
internal sealed class WritingTelling
{
    private const int Most = 1_000;
    private readonly HashSet<Issue> _told = [];

    /// <summary>All that was told, in order.</summary>
    public List<Issue> All { get; } = [];

    /// <summary>Tells an issue; errors always.</summary>
    public void Tell(Issue issue)
    {
        if ((_told.Count < Most || issue.IsError) && _told.Add(issue))
            All.Add(issue);
    }
}
