namespace Carewright.Search.Model.Asking;

/// <summary>What a resource must satisfy.</summary>
public abstract record ModelCondition
{
    /// <summary>The name in the query string, with modifier and chain.</summary>
    public abstract string Name { get; }

    /// <summary>The value in the query string.</summary>
    public abstract string Value { get; }
}

/// <summary>A parameter with a modifier (without its colon, or null) and alternatives.</summary>
public sealed record Parameter(string Code, string? Modifier, IReadOnlyList<ModelOperand> Any) : ModelCondition
{
    /// <inheritdoc/>
    public override string Name => Modifier is null ? Code : $"{Code}:{Modifier}";

    /// <inheritdoc/>
    public override string Value => string.Join(',', Any.Select(operand => operand.Write()));
}

/// <summary><c>subject:Patient.…</c>; without a type, any that the parameter may refer to.</summary>
public sealed record Chain(string Code, string? TargetType, ModelCondition Rest) : ModelCondition
{
    /// <inheritdoc/>
    public override string Name => TargetType is null ? $"{Code}.{Rest.Name}" : $"{Code}:{TargetType}.{Rest.Name}";

    /// <inheritdoc/>
    public override string Value => Rest.Value;
}

/// <summary><c>_has:Observation:patient:…</c>.</summary>
public sealed record Has(string SourceType, string Reference, ModelCondition Rest) : ModelCondition
{
    /// <inheritdoc/>
    public override string Name => $"_has:{SourceType}:{Reference}:{Rest.Name}";

    /// <inheritdoc/>
    public override string Value => Rest.Value;
}

/// <summary><c>_list=id</c>.</summary>
public sealed record InList(string Id) : ModelCondition
{
    /// <inheritdoc/>
    public override string Name => "_list";

    /// <inheritdoc/>
    public override string Value => Id;
}

/// <summary><c>_filter=…</c>.</summary>
public sealed record Filter(ModelFilter Expression) : ModelCondition
{
    /// <inheritdoc/>
    public override string Name => "_filter";

    /// <inheritdoc/>
    public override string Value => Expression.Write();
}

/// <summary>Several at once of one resource, as a filter inside a path asks for them.</summary>
public sealed record Together(IReadOnlyList<ModelCondition> Parts) : ModelCondition
{
    /// <inheritdoc/>
    public override string Name => string.Join(" and ", Parts.Select(part => part.Name));

    /// <inheritdoc/>
    public override string Value => string.Join(" and ", Parts.Select(part => part.Value));
}

/// <summary>What all holds on one and the same element that a parameter leads to.</summary>
public sealed record OnElement(string Code, IReadOnlyList<ElementPart> Parts) : ModelCondition
{
    /// <inheritdoc/>
    public override string Name => string.Join(" and ", Parts.Select(part => $"{Code}.{part.Child}"));

    /// <inheritdoc/>
    public override string Value => string.Join(" and ", Parts.Select(part => part.Operand.Write()));
}

/// <summary>A comparison of a child of an element.</summary>
public sealed record ElementPart(string Child, string Type, string? Modifier, ModelOperand Operand);

/// <summary>An expression of <c>_filter</c>.</summary>
public abstract record ModelFilter
{
    /// <summary>The expression as it is written, in parentheses where they are needed.</summary>
    public abstract string Write();
}

/// <summary>All or any of several.</summary>
public sealed record FilterGroup(bool IsAll, IReadOnlyList<ModelFilter> Parts) : ModelFilter
{
    /// <inheritdoc/>
    public override string Write() => $"({string.Join(IsAll ? " and " : " or ", Parts.Select(part => part.Write()))})";
}

/// <summary>Not.</summary>
public sealed record FilterNegation(ModelFilter Part) : ModelFilter
{
    /// <inheritdoc/>
    public override string Write() => $"not ({Part.Write()})";
}

/// <summary>A comparison: what it means, and how it is written.</summary>
public sealed record FilterComparison(ModelCondition Meaning, string Path, string Operation, string Text) : ModelFilter
{
    /// <inheritdoc/>
    public override string Write() => $"{Path} {Operation} {Text}";
}

/// <summary>An include.</summary>
public sealed record ModelInclude(bool IsReverse, string SourceType, string Code, string? TargetType, bool IsIterate)
{
    /// <summary>Name in the query string.</summary>
    public string Name => (IsReverse ? "_revinclude" : "_include") + (IsIterate ? ":iterate" : "");

    /// <summary>Value in the query string.</summary>
    public string Value => $"{SourceType}:{Code}{(TargetType is null ? "" : ":" + TargetType)}";
}

/// <summary>A search of one type.</summary>
public sealed record ModelQuery(string Type, IReadOnlyList<ModelCondition> Conditions)
{
    /// <summary>What comes along.</summary>
    public IReadOnlyList<ModelInclude> Includes { get; init; } = [];

    /// <summary>Keys of the order, a minus before those that descend.</summary>
    public IReadOnlyList<string> Sorts { get; init; } = [];

    /// <summary>Matches per page, or null.</summary>
    public int? Count { get; init; }

    /// <summary>Whether the total is asked for.</summary>
    public bool WantsTotal { get; init; }

    /// <summary>The patient in whose compartment the search stays, by id; or null.</summary>
    public string? Patient { get; init; }

    /// <summary>Names and values, decoded.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs()
    {
        var pairs = Conditions.Select(condition => KeyValuePair.Create(condition.Name, condition.Value)).ToList();
        pairs.AddRange(Includes.Select(include => KeyValuePair.Create(include.Name, include.Value)));
        if (Sorts.Count > 0)
            pairs.Add(KeyValuePair.Create("_sort", string.Join(',', Sorts)));
        if (Count is { } count)
            pairs.Add(KeyValuePair.Create("_count", count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        if (WantsTotal)
            pairs.Add(KeyValuePair.Create("_total", "accurate"));
        return pairs;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(Patient is null ? "" : $"Patient/{Patient}/")}{Type}?{string.Join('&', Pairs().Select(pair => $"{pair.Key}={pair.Value}"))}";
}
