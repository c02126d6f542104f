using System.Text;
using Carewright.Kernel.Units;

namespace Carewright.Fhir.Search;

/// <summary>How a value and an operand of each kind compare. An index that answers without opening resources compares in the same way.</summary>
public static class SearchComparison
{
    private const double EarthRadiusMetres = 6_371_008.8;

    /// <summary>Token: code and system, both exactly; an operand's null stands for any, its empty system for none (FHIR R4 search.html#token).</summary>
    public static bool IsToken(in SearchValue value, in SearchValue operand) =>
        value.Component != SearchValue.OfTypeComponent
        && (operand.Text is null || operand.Text == value.Text)
        && (operand.System is null || operand.System == (value.System ?? ""));

    /// <summary>Text: folded start; with <c>:contains</c> anywhere; with <c>:exact</c> letter for letter.</summary>
    public static bool IsText(string value, string operand, SearchModifier modifier) => modifier switch
    {
        SearchModifier.Exact => value == operand,
        SearchModifier.Whole or SearchModifier.Unequal => SearchText.Fold(value) == SearchText.Fold(operand),
        SearchModifier.EndsWith => SearchText.Fold(value).EndsWith(SearchText.Fold(operand), StringComparison.Ordinal),
        SearchModifier.Contains => SearchText.Fold(value).Contains(SearchText.Fold(operand), StringComparison.Ordinal),
        _ => SearchText.Fold(value).StartsWith(SearchText.Fold(operand), StringComparison.Ordinal),
    };

    /// <summary>The first letter, by its code point, whatever its case: what <c>gt lt ge le</c> compare of texts in a <c>_filter</c> (FHIR R4 search_filter.html#ops).</summary>
    public static bool IsLetter(string value, string operand, SearchPrefix prefix)
    {
        if (First(value) is not { } own || First(operand) is not { } asked)
            return false;
        return prefix switch
        {
            SearchPrefix.GreaterThan => own > asked,
            SearchPrefix.LessThan => own < asked,
            SearchPrefix.GreaterOrEqual => own >= asked,
            _ => own <= asked,
        };

        static Rune? First(string text) => text.AsSpan().Trim().EnumerateRunes() is var runes && runes.MoveNext() ? Rune.ToLowerInvariant(runes.Current) : null;
    }

    /// <summary>A URI: exactly; with <c>:below</c> it is the operand or continues it after a slash, with <c>:above</c> the other way about (FHIR R4 search.html#uri).</summary>
    public static bool IsUri(string value, string operand, SearchModifier modifier) => modifier switch
    {
        SearchModifier.Below => value == operand || IsPathOf(operand, value),
        SearchModifier.Above => value == operand || IsPathOf(value, operand),
        _ => value == operand,
    };

    private static bool IsPathOf(string head, string whole) =>
        head.Length > 0 && whole.Length > head.Length && whole.StartsWith(head, StringComparison.Ordinal) && (head[^1] == '/' || whole[head.Length] == '/');

    /// <summary>The identifier of a reference, by the rules of tokens.</summary>
    public static bool IsIdentifier(in SearchValue value, in SearchValue operand)
    {
        if (value.Display is not { } identifier)
            return false;
        // A system is a URI and holds no bar; a value may.
        var bar = identifier.IndexOf('|');
        if (operand.System is { } system && operand.Text is { } text)
            return identifier == system + "|" + text;
        return operand.System is not null ? identifier.StartsWith(operand.System + "|", StringComparison.Ordinal) && bar == operand.System.Length : identifier[(bar + 1)..] == operand.Text;
    }

    /// <summary>An identifier by the coding of its type and its value.</summary>
    public static bool IsOfType(in SearchValue value, in SearchValue operand) =>
        value.Component == SearchValue.OfTypeComponent && value.Text == operand.Text && value.System == operand.System && value.Display == operand.Display;

    /// <summary>Dates, as spans of time (FHIR R4 search.html#prefix).</summary>
    public static bool IsDate(in SearchValue value, in SearchValue operand, SearchPrefix prefix)
    {
        var equal = operand.Low <= value.Low && value.High <= operand.High;
        return prefix switch
        {
            SearchPrefix.Equal => equal,
            SearchPrefix.NotEqual => !equal,
            SearchPrefix.GreaterThan => value.High > operand.High,
            SearchPrefix.LessThan => value.Low < operand.Low,
            SearchPrefix.GreaterOrEqual => equal || value.High > operand.High,
            SearchPrefix.LessOrEqual => equal || value.Low < operand.Low,
            SearchPrefix.StartsAfter => value.Low > operand.High,
            SearchPrefix.EndsBefore => value.High < operand.Low,
            SearchPrefix.Covers => value.Low <= operand.Low && operand.High <= value.High,
            _ => value.Low <= operand.High && operand.Low <= value.High,
        };
    }

    /// <summary>Numbers. The operand's bounds are half open for eq and ne; the value's are inclusive.</summary>
    public static bool IsNumber(in SearchValue value, in SearchValue operand, SearchPrefix prefix)
    {
        var low = operand.NumberLow;
        var high = operand.NumberHigh;
        var equal = low == high ? value.NumberLow == low && value.NumberHigh == low : low <= value.NumberLow && value.NumberHigh < high;
        return prefix switch
        {
            SearchPrefix.Equal => equal,
            SearchPrefix.NotEqual => !equal,
            SearchPrefix.GreaterThan => value.NumberHigh > high,
            SearchPrefix.LessThan => value.NumberLow < low,
            SearchPrefix.GreaterOrEqual => value.NumberHigh >= high,
            SearchPrefix.LessOrEqual => value.NumberLow <= low,
            SearchPrefix.StartsAfter => value.NumberLow > high,
            SearchPrefix.EndsBefore => value.NumberHigh < low,
            _ => value.NumberLow <= high && low <= value.NumberHigh,
        };
    }

    /// <summary>The system of units that are converted.</summary>
    public const string Ucum = "http://unitsofmeasure.org";

    /// <summary>
    /// A quantity: its number, where the unit is the one asked for; and, where both units are UCUM's and measure the same, its number in the unit asked for (FHIR R4 search.html#quantity). A unit asked for
    /// without its system is taken as written.
    /// </summary>
    public static bool IsQuantity(in SearchValue value, in SearchValue operand, SearchPrefix prefix) =>
        HasUnit(value, operand) ? IsNumber(value, operand, prefix) : IsConverted(value, operand, out var converted) && IsNumber(converted, operand, prefix);

    private static bool IsConverted(in SearchValue value, in SearchValue operand, out SearchValue converted)
    {
        converted = value;
        if (operand is not { System: Ucum, Text: not null } || value is not { System: Ucum, Text: not null }
            || !UcumUnit.TryParse(value.Text, out var own) || !UcumUnit.TryParse(operand.Text, out var asked) || !own.IsCommensurableWith(asked))
            return false;
        var (low, high) = (value.NumberLow, value.NumberHigh);
        if ((low != decimal.MinValue && !own.TryConvert(low, asked, out low)) || (high != decimal.MaxValue && !own.TryConvert(high, asked, out high)))
            return false;
        converted = value with { NumberLow = low, NumberHigh = high };
        return true;
    }

    /// <summary>The unit of a quantity as it is written: with a system, system and code; without, code or unit.</summary>
    public static bool HasUnit(in SearchValue value, in SearchValue operand)
    {
        if (operand.System is not null)
            return operand.System == value.System && (operand.Text is null || operand.Text == value.Text);
        return operand.Text is null || operand.Text == value.Text || operand.Text == value.Display;
    }

    /// <summary>A place within the distance, over the great circle.</summary>
    public static bool IsNear(in SearchValue value, in SearchValue operand) =>
        DistanceMetres((double)value.NumberLow, (double)value.NumberHigh, (double)operand.NumberLow, (double)operand.NumberHigh) <= operand.Low;

    private static double DistanceMetres(double latitude1, double longitude1, double latitude2, double longitude2)
    {
        var (from, to) = (double.DegreesToRadians(latitude1), double.DegreesToRadians(latitude2));
        var chord = Square((to - from) / 2) + Math.Cos(from) * Math.Cos(to) * Square(double.DegreesToRadians(longitude2 - longitude1) / 2);
        return 2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(chord)));

        static double Square(double angle) => Math.Sin(angle) * Math.Sin(angle);
    }
}
