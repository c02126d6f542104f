namespace Carewright.Fhir.Path;

/// <summary>Finds items that are equal to one another, for distinct(), union and the like. Strings are hashed; other items are compared in turn.</summary>
internal sealed class ItemSet(Evaluation evaluation)
{
    private readonly List<FhirPathValue> _others = [];
    private HashSet<string>? _strings;

    /// <summary>Adds an item; false when an equal one is there.</summary>
    public bool Add(in FhirPathValue item)
    {
        if (AsString(item) is { } text)
        {
            evaluation.Step();
            return (_strings ??= new HashSet<string>(StringComparer.Ordinal)).Add(text);
        }

        if (FindOther(item))
        {
            return false;
        }

        _others.Add(item);
        return true;
    }

    public bool Contains(in FhirPathValue item) => AsString(item) is { } text ? _strings?.Contains(text) == true : FindOther(item);

    public static ItemSet Of(Evaluation evaluation, ReadOnlySpan<FhirPathValue> items)
    {
        var set = new ItemSet(evaluation);
        foreach (ref readonly FhirPathValue item in items)
        {
            set.Add(item);
        }

        return set;
    }

    private static string? AsString(in FhirPathValue item) => item.TryGetSystemValue(out FhirPathValue value) && value.Kind == FhirPathKind.String ? value.StringValue : null;

    private bool FindOther(in FhirPathValue item)
    {
        foreach (FhirPathValue other in _others)
        {
            if (Equality.Items(evaluation, item, other) == true)
            {
                return true;
            }
        }

        return false;
    }
}
