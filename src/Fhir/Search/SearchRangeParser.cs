using System.Text;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>Reads operands that have a prefix and a range: dates, numbers and quantities (FHIR R4 search.html#prefix).</summary>
internal sealed class SearchRangeParser(TimeProvider clock)
{
    /// <summary>Most characters that a date or number can sensibly have; what is longer is refused unread.</summary>
    private const int MaxLength = 64;

    public void Parse(SearchParameterDefinition parameter, SearchKind kind, string piece, List<SearchOperand> operands, SearchIssues problems)
    {
        if (!TryPrefix(ref piece, out var prefix))
            problems.Prefix("The prefix must be one of eq, ne, gt, lt, ge, le, sa, eb and ap.");
        else if (kind == SearchKind.Date)
            Date(parameter, prefix, piece, operands, problems);
        else if (kind == SearchKind.Number)
            Number(SearchValues.Of(parameter, kind), prefix, piece, operands, problems);
        else
            Quantity(parameter, prefix, piece, operands, problems);
    }

    /// <summary>Takes the prefix off; false when two letters stand there that are none.</summary>
    private static bool TryPrefix(ref string piece, out SearchPrefix prefix)
    {
        prefix = SearchPrefix.Equal;
        if (piece.Length < 2 || !char.IsAsciiLetter(piece[0]) || !char.IsAsciiLetter(piece[1]))
            return true;
        SearchPrefix? named = piece[..2] switch
        {
            "eq" => SearchPrefix.Equal,
            "ne" => SearchPrefix.NotEqual,
            "gt" => SearchPrefix.GreaterThan,
            "lt" => SearchPrefix.LessThan,
            "ge" => SearchPrefix.GreaterOrEqual,
            "le" => SearchPrefix.LessOrEqual,
            "sa" => SearchPrefix.StartsAfter,
            "eb" => SearchPrefix.EndsBefore,
            "ap" => SearchPrefix.Approximately,
            _ => null,
        };
        prefix = named.GetValueOrDefault();
        piece = piece[2..];
        return named is not null;
    }

    private void Date(SearchParameterDefinition parameter, SearchPrefix prefix, string text, List<SearchOperand> operands, SearchIssues problems)
    {
        Span<byte> utf8 = stackalloc byte[MaxLength];
        if (text.Length > MaxLength || !Encoding.UTF8.TryGetBytes(WithPlus(text), utf8, out var length) || !DateBounds.TryParse(utf8[..length], out var bounds))
        {
            problems.Value("A date is written YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm[:ss[.sss]] with Z or +hh:mm, and is a day of the calendar.");
            return;
        }
        if (prefix == SearchPrefix.Approximately)
            bounds = Widen(bounds);
        operands.Add(new SearchOperand(prefix, SearchValues.Of(parameter, SearchKind.Date) with { Text = text, Low = bounds.Low, High = bounds.High }, null));
    }

    /// <summary>A plus sign that was not percent-encoded arrives as a space.</summary>
    private static string WithPlus(string text) => text.Length > 6 && text[^6] == ' ' ? text[..^6] + "+" + text[^5..] : text;

    /// <summary>A tenth of the time between the date and now on either side, as the specification suggests.</summary>
    private DateBounds Widen(DateBounds bounds)
    {
        var now = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var tolerance = Math.Abs(now - bounds.Low) / 10;
        return new DateBounds(bounds.Low - tolerance, bounds.High + tolerance);
    }

    private static void Number(SearchValue value, SearchPrefix prefix, string text, List<SearchOperand> operands, SearchIssues problems)
    {
        if (text.Length > MaxLength || !NumberBounds.TryParse(text, out var bounds))
        {
            problems.Value("A number is written 100, 5.40 or 1.2e3, with at most 28 digits.");
            return;
        }
        var (low, high) = prefix switch
        {
            SearchPrefix.Equal or SearchPrefix.NotEqual => (bounds.Low, bounds.High),
            SearchPrefix.Approximately => Widen(bounds),
            _ => (bounds.Exact, bounds.Exact),
        };
        if (value.Kind == SearchKind.Number)
            value = value with { Text = text };
        operands.Add(new SearchOperand(prefix, value with { NumberLow = low, NumberHigh = high }, null));
    }

    /// <summary>A tenth of the number on either side, and never less than its own precision.</summary>
    private static (decimal Low, decimal High) Widen(NumberBounds bounds)
    {
        var tolerance = Math.Abs(bounds.Exact) / 10;
        return Math.Abs(bounds.Exact) > decimal.MaxValue - tolerance
            ? (bounds.Low, bounds.High)
            : (Math.Min(bounds.Low, bounds.Exact - tolerance), Math.Max(bounds.High, bounds.Exact + tolerance));
    }

    private static void Quantity(SearchParameterDefinition parameter, SearchPrefix prefix, string piece, List<SearchOperand> operands, SearchIssues problems)
    {
        var parts = SearchEscapes.Split(piece, '|');
        if (parts.Count is not (1 or 3))
            problems.Value("A quantity is written number, number|system|code or number||unit.");
        else if (parts.Count == 1)
            Number(SearchValues.Of(parameter, SearchKind.Quantity), prefix, piece, operands, problems);
        else if (SearchOperandParser.TryDecode(parts[1], problems, out var system) && SearchOperandParser.TryDecode(parts[2], problems, out var code))
            Number(
                SearchValues.Of(parameter, SearchKind.Quantity) with { System = system.Length == 0 ? null : system, Text = code.Length == 0 ? null : code },
                prefix, parts[0], operands, problems);
    }
}
