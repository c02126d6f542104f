using Carewright.Fhir.Search;
using Carewright.Storage.Indexing;

namespace Carewright.Storage.Search;

/// <summary>Compiles the alternatives of a criterion, kind by kind. What the index cannot tell exactly is over-approximated and verified on the resource.</summary>
internal sealed class OperandCompiler(BlindIndex blind)
{
    /// <summary>Rows that satisfy any alternative.</summary>
    public CompiledCondition AnyOf(ParameterIndex parameter, SearchCriterion criterion)
    {
        var values = new List<long>();
        var parts = new List<Predicate>();
        var isExact = true;
        foreach (var operand in criterion.Alternatives)
            foreach (var source in parameter.Sources)
            {
                var part = One(parameter, source, criterion.Modifier, operand);
                isExact &= part.IsExact;
                // Plain values of one parameter are asked for together.
                if (part.Predicate is HasValue has && has.Parameter == parameter.Sources[0])
                    values.AddRange(has.Values);
                else
                    parts.Add(part.Predicate);
            }
        if (values.Count > 0)
            parts.Add(new HasValue(parameter.Sources[0], values));
        return new CompiledCondition(parts.Count == 1 ? parts[0] : new AnyOf(parts), isExact);
    }

    private CompiledCondition One(ParameterIndex parameter, int number, SearchModifier modifier, in SearchOperand operand) => (parameter.Kind, modifier) switch
    {
        (SearchKind.Reference, SearchModifier.Identifier) => Identifier(number, operand.Value),
        (_, SearchModifier.Text) => new CompiledCondition(new HasAny(number), false),
        (SearchKind.Composite, SearchModifier.Unequal) => CompiledCondition.Unknown,
        (_, SearchModifier.Unequal) => new CompiledCondition(new HasAny(number), false),
        (_, SearchModifier.OfType) => Exact(number, OfType(blind, operand.Value)),
        (SearchKind.Token, _) => Token(number, operand.Value),
        (SearchKind.String, _) when operand.Prefix != SearchPrefix.Equal => new CompiledCondition(new HasAny(number), false),
        (SearchKind.String, _) => String(parameter, number, modifier, operand.Value.Text!),
        (SearchKind.Reference, _) => Reference(parameter, number, operand.Value),
        // The index has whole addresses only: the resources that have one at all are opened.
        (SearchKind.Uri, SearchModifier.Above or SearchModifier.Below) => new CompiledCondition(new HasAny(number), false),
        (SearchKind.Uri, _) => Exact(number, blind.Hash(HashKind.Uri, operand.Value.Text!)),
        (SearchKind.Date, _) when parameter.IsPrivateDate => PrivateDates(number, operand),
        (SearchKind.Date, _) => DateRanges.Of(number, operand),
        (SearchKind.Number, _) => DateRanges.OfNumber(number, operand),
        (SearchKind.Quantity, _) => Quantity(number, operand),
        (SearchKind.Composite, _) => Composite(number, operand.Components ?? []),
        _ => new CompiledCondition(new HasAny(number), false),
    };

    /// <summary>The hash of an identifier with the coding of its type.</summary>
    public static long OfType(BlindIndex blind, in SearchValue value) => blind.Hash(HashKind.OfType, $"{value.System}|{value.Display}", value.Text ?? "");

    private CompiledCondition Token(int number, in SearchValue operand)
    {
        if (operand.System is null)
            return operand.Text is null ? new CompiledCondition(new HasAny(number), false) : Exact(number, blind.Hash(HashKind.Code, operand.Text));
        var system = operand.System.Length == 0 ? 0 : blind.Hash(HashKind.System, operand.System);
        var (least, most) = operand.Text is { } code ? (blind.Hash(HashKind.Code, code), blind.Hash(HashKind.Code, code)) : (long.MinValue, long.MaxValue);
        return new CompiledCondition(new InRange(number, least, most, system, system), true);
    }

    private CompiledCondition String(ParameterIndex parameter, int number, SearchModifier modifier, string text)
    {
        if (modifier == SearchModifier.Exact)
            return Exact(number, blind.Hash(HashKind.Exact, text.AsSpan()));
        var folded = SearchText.Fold(text);
        if (modifier is SearchModifier.Contains or SearchModifier.EndsWith)
            return Contains(parameter, number, folded);
        var length = IndexEncoder.PrefixLengths.LastOrDefault(candidate => candidate <= folded.Length);
        return length == 0
            ? new CompiledCondition(new HasAny(number), false)
            : new CompiledCondition(new HasValue(number, [blind.Hash(HashKind.Prefix, folded.AsSpan(0, length))]), length == folded.Length && modifier != SearchModifier.Whole);
    }

    private CompiledCondition Contains(ParameterIndex parameter, int number, string folded)
    {
        if (parameter.Trigrams == 0 || folded.Length < 3)
            return new CompiledCondition(new HasAny(number), false);
        var trigrams = Enumerable.Range(0, folded.Length - 2).Select(i => blind.Hash(HashKind.Trigram, folded.AsSpan(i, 3))).Distinct();
        return new CompiledCondition(new AllOf([.. trigrams.Select(trigram => new HasValue(parameter.Trigrams, [trigram]))]), false);
    }

    private CompiledCondition Reference(ParameterIndex parameter, int number, in SearchValue operand)
    {
        if (operand.Text is not { } text)
            return new CompiledCondition(Predicate.False, true);
        // The whole holds references that the part does not: only those that name a Patient are its own beyond doubt.
        var isOwn = !parameter.IsPart || text.StartsWith("Patient/", StringComparison.Ordinal);
        return new CompiledCondition(new HasValue(number, [blind.Hash(HashKind.Reference, text)]), isOwn);
    }

    private CompiledCondition Identifier(int number, in SearchValue operand) =>
        operand.Text is { } text
            ? new CompiledCondition(new HasValue(number, [blind.Hash(HashKind.Identifier, text[(text.LastIndexOf('|') + 1)..])]), false)
            : new CompiledCondition(new HasAny(number), false);

    // A unit of UCUM is looked for under what it measures, in the base of that; any other unit as it is written.
    private CompiledCondition Quantity(int number, in SearchOperand operand)
    {
        if (CanonicalQuantity.TryOf(operand.Value, out var canonical))
            return DateRanges.OfNumber(blind.Derive(number, blind.Hash(HashKind.Quality, canonical.Quality)), operand.Prefix, canonical.Low, canonical.High);
        return DateRanges.OfNumber(operand.Value.Text is { } unit ? blind.Derive(number, blind.Hash(HashKind.Unit, unit)) : number, operand);
    }

    private CompiledCondition PrivateDates(int number, in SearchOperand operand)
    {
        var (low, high) = (operand.Value.Low, operand.Value.High);
        if (operand.Prefix == SearchPrefix.NotEqual)
            return new CompiledCondition(new HasAny(number), false);
        var cover = operand.Prefix switch
        {
            SearchPrefix.GreaterThan or SearchPrefix.GreaterOrEqual or SearchPrefix.StartsAfter => PrivateDate.Cover(low, long.MaxValue),
            SearchPrefix.LessThan or SearchPrefix.LessOrEqual or SearchPrefix.EndsBefore => PrivateDate.Cover(long.MinValue, high),
            _ => PrivateDate.Cover(low, high),
        };
        return new CompiledCondition(new HasValue(number, [.. cover.Select(name => blind.Hash(HashKind.Date, name))]), false);
    }

    private CompiledCondition Composite(int number, IReadOnlyList<SearchOperand> components)
    {
        var hash = CompositeIndex.Hash(blind, components, out var range, out var isComplete);
        if (!isComplete)
            return CompiledCondition.Unknown;
        if (range is not { } bounds)
            return new CompiledCondition(new HasValue(number, [hash]), false);
        if (CanonicalQuantity.TryOf(bounds.Value, out var canonical))
            return DateRanges.OfNumber(blind.Derive(number, CompositeIndex.WithQuality(blind, hash, canonical)), bounds.Prefix, canonical.Low, canonical.High);
        var derived = blind.Derive(number, hash);
        return bounds.Value.Kind == SearchKind.Date ? DateRanges.Of(derived, bounds) with { IsExact = false } : DateRanges.OfNumber(derived, bounds);
    }

    private static CompiledCondition Exact(int number, long hash) => new(new HasValue(number, [hash]), true);
}
