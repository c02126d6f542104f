namespace Carewright.Fhir.Path;

/// <summary>
/// Finds items that are equal to one another, for distinct(), union and the like. Strings are hashed; other items are compared within buckets that
/// equal items always share.
/// </summary>
internal sealed class ItemSet(Evaluation evaluation)
{
    private readonly Dictionary<int, List<FhirPathValue>> _others = [];
    private HashSet<string>? _strings;

    /// <summary>Adds an item; false when an equal one is there.</summary>
    public bool Add(in FhirPathValue item)
    {
        if (IsString(item, out FhirPathValue system))
        {
            evaluation.Step();
            return (_strings ??= new HashSet<string>(StringComparer.Ordinal)).Add(system.StringValue);
        }

        int bucket = BucketOf(item, system);
        if (!_others.TryGetValue(bucket, out List<FhirPathValue>? others))
        {
            _others.Add(bucket, others = []);
        }

        if (Find(others, item))
        {
            return false;
        }

        others.Add(item);
        return true;
    }

    public bool Contains(in FhirPathValue item) => IsString(item, out FhirPathValue system)
        ? _strings?.Contains(system.StringValue) == true
        : _others.TryGetValue(BucketOf(item, system), out List<FhirPathValue>? others) && Find(others, item);

    public static ItemSet Of(Evaluation evaluation, ReadOnlySpan<FhirPathValue> items)
    {
        var set = new ItemSet(evaluation);
        foreach (ref readonly FhirPathValue item in items)
        {
            set.Add(item);
        }

        return set;
    }

    private static bool IsString(in FhirPathValue item, out FhirPathValue system) => item.TryGetSystemValue(out system) && system.Kind == FhirPathKind.String;

    // Elements are equal only when they have as many children; numbers and quantities may equal one another, and so may dates of different kinds.
    private int BucketOf(in FhirPathValue item, in FhirPathValue system)
    {
        if (system.Kind is FhirPathKind.None or FhirPathKind.Element && item.IsElement)
        {
            int children = item.Element.Children().Count();
            evaluation.Step(children);
            return HashCode.Combine(item.Element.Type?.Index, children);
        }

        return system.IsNumber || system.Kind == FhirPathKind.Quantity ? 1 : system.IsTemporal ? 2 : 3;
    }

    private bool Find(List<FhirPathValue> others, in FhirPathValue item)
    {
        foreach (FhirPathValue other in others)
        {
            if (Equality.Items(evaluation, item, other) == true)
            {
                return true;
            }
        }

        return false;
    }
}
