using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Carewright.Fhir.Path.Functions;

/// <summary>
/// matches, matchesFull and replaceMatches. Expressions run on the linear-time engine where it can express them, and otherwise under a time limit,
/// so that a hostile pattern cannot hang the caller.
/// </summary>
internal static class RegexFunctions
{
    private const int CacheCapacity = 512;
    private const int LongestPattern = 4_096;
    // The linear engine cannot run away: its limit is for huge texts only, and must not strike when the machine is merely busy.
    private const int LinearAllowance = 5;
    private const long MostRepetitions = 10_000;
    private static readonly ConcurrentDictionary<(string Pattern, string Flags, bool Full, int Timeout), Regex> s_cache = new();

    public static IEnumerable<PathFunction> All =>
    [
        new("matches", 1, 2, "System.Boolean", static call => Matches(call.Argument(0), call.Optional(1), full: false)),
        new("matchesFull", 1, 2, "System.Boolean", static call => Matches(call.Argument(0), call.Optional(1), full: true)),
        new("replaceMatches", 2, 3, "System.String", static call => ReplaceMatches(call.Argument(0), call.Argument(1), call.Optional(2))),
    ];

    private static PathStep Matches(PathOperation pattern, PathOperation? flags, bool full) => (evaluation, start) =>
    {
        bool hasInput = evaluation.TakeString(start, out string text);
        pattern(evaluation);
        bool hasPattern = evaluation.TakeString(start, out string expression);
        flags?.Invoke(evaluation);
        evaluation.TakeString(start, out string options);
        if (hasInput && hasPattern)
        {
            evaluation.CheckLength(text.Length);
            evaluation.Push(FhirPathValue.Of(Run(() => RegexOf(evaluation, expression, options, full).IsMatch(text))));
        }
    };

    private static PathStep ReplaceMatches(PathOperation pattern, PathOperation substitution, PathOperation? flags) => (evaluation, start) =>
    {
        bool hasInput = evaluation.TakeString(start, out string text);
        pattern(evaluation);
        bool hasPattern = evaluation.TakeString(start, out string expression);
        substitution(evaluation);
        bool hasSubstitution = evaluation.TakeString(start, out string by);
        flags?.Invoke(evaluation);
        evaluation.TakeString(start, out string options);
        if (hasInput && hasPattern && hasSubstitution)
        {
            // Each match may insert the whole text through a group, so the bound is the product.
            evaluation.CheckLength(text.Length + ((text.Length + 1L) * by.Length));
            string result = expression.Length == 0 ? text : Run(() => RegexOf(evaluation, expression, options, full: false).Replace(text, by));
            evaluation.CheckLength(result.Length);
            evaluation.Push(FhirPathValue.Of(result));
        }
    };

    private static T Run<T>(Func<T> match)
    {
        try
        {
            return match();
        }
        catch (RegexMatchTimeoutException)
        {
            throw Evaluation.Error(FhirPathErrors.Regex, "The regular expression takes too long.");
        }
    }

    private static Regex RegexOf(Evaluation evaluation, string pattern, string flags, bool full)
    {
        int timeout = evaluation.Limits.RegexMilliseconds;
        if (s_cache.TryGetValue((pattern, flags, full, timeout), out Regex? regex))
        {
            return regex;
        }

        regex = Create(full ? $@"\A(?:{pattern})\z" : pattern, Options(flags), TimeSpan.FromMilliseconds(timeout));
        if (s_cache.Count < CacheCapacity)
        {
            s_cache.TryAdd((pattern, flags, full, timeout), regex);
        }

        return regex;
    }

    private static RegexOptions Options(string flags)
    {
        RegexOptions options = RegexOptions.Singleline | RegexOptions.CultureInvariant;
        foreach (char flag in flags)
        {
            options |= flag switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                _ => throw Evaluation.Error(FhirPathErrors.Regex, $"There is no regular expression flag '{flag}'."),
            };
        }

        return options;
    }

    private static Regex Create(string pattern, RegexOptions options, TimeSpan timeout)
    {
        if (pattern.Length > LongestPattern)
        {
            throw Evaluation.Error(FhirPathErrors.Regex, $"A regular expression may have {LongestPattern} characters.");
        }

        try
        {
            return Repetitions(pattern) <= MostRepetitions ? Linear(pattern, options, timeout) : new Regex(pattern, options, timeout);
        }
        catch (ArgumentException error)
        {
            throw Evaluation.Error(FhirPathErrors.Regex, $"The regular expression is not valid: {error.Message}");
        }
    }

    private static Regex Linear(string pattern, RegexOptions options, TimeSpan timeout)
    {
        try
        {
            return new Regex(pattern, options | RegexOptions.NonBacktracking, timeout * LinearAllowance);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, options, timeout);
        }
    }

    // The linear engine writes counted repetitions out, nested ones multiplied: those with large counts go to the other engine.
    private static long Repetitions(string pattern)
    {
        long product = 1;
        for (int open = pattern.IndexOf('{', StringComparison.Ordinal); open >= 0 && product <= MostRepetitions; open = pattern.IndexOf('{', open + 1))
        {
            int close = pattern.IndexOf('}', open);
            string[] bounds = close < 0 ? [] : pattern[(open + 1)..close].Split(',');
            long most = bounds.Select(bound => long.TryParse(bound, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 1).DefaultIfEmpty(1).Max();
            product *= Math.Clamp(most, 1, MostRepetitions + 1);
        }

        return product;
    }
}
