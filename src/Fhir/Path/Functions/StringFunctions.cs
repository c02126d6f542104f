namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, String Manipulation. Positions and lengths count Unicode scalar values.</summary>
internal static class StringFunctions
{
    public static IEnumerable<PathFunction> All =>
    [
        new("startsWith", 1, 1, "System.Boolean", static call => Test(call, static (text, part) => text.StartsWith(part, StringComparison.Ordinal))),
        new("endsWith", 1, 1, "System.Boolean", static call => Test(call, static (text, part) => text.EndsWith(part, StringComparison.Ordinal))),
        new("contains", 1, 1, "System.Boolean", static call => Test(call, static (text, part) => text.Contains(part, StringComparison.Ordinal))),
        new("indexOf", 1, 1, "System.Integer", static call => Two(call, static (text, part) => FhirPathValue.Of(Scalars(text, text.IndexOf(part, StringComparison.Ordinal))))),
        new("lastIndexOf", 1, 1, "System.Integer", static call => Two(call, static (text, part) => FhirPathValue.Of(Scalars(text, part.Length == 0 ? text.Length : text.LastIndexOf(part, StringComparison.Ordinal))))),
        new("upper", 0, 0, "System.String", static _ => One(static text => FhirPathValue.Of(text.ToUpperInvariant()))),
        new("lower", 0, 0, "System.String", static _ => One(static text => FhirPathValue.Of(text.ToLowerInvariant()))),
        new("trim", 0, 0, "System.String", static _ => One(static text => FhirPathValue.Of(text.Trim(' ', '\t', '\r', '\n')))),
        new("length", 0, 0, "System.Integer", static _ => One(static text => FhirPathValue.Of(Scalars(text, text.Length)))),
        new("toChars", 0, 0, "System.String", static _ => ToChars),
        new("substring", 1, 2, "System.String", static call => Substring(call.Argument(0), call.Optional(1))),
        new("replace", 2, 2, "System.String", static call => Replace(call.Argument(0), call.Argument(1))),
        new("split", 1, 1, "System.String", static call => Split(call.Argument(0))),
        new("join", 0, 1, "System.String", static call => Join(call.Optional(0))),
    ];

    /// <summary>A function of one string.</summary>
    public static PathStep One(Func<string, FhirPathValue> function) => (evaluation, start) =>
    {
        if (evaluation.TakeString(start, out string text))
        {
            evaluation.CheckLength(text.Length);
            evaluation.Push(function(text));
        }
    };

    /// <summary>A function of the input string and a string argument; empty when either is.</summary>
    public static PathStep Two(PathCall call, Func<string, string, FhirPathValue> function)
    {
        PathOperation argument = call.Argument(0);
        return (evaluation, start) =>
        {
            bool hasInput = evaluation.TakeString(start, out string text);
            argument(evaluation);
            if (evaluation.TakeString(start, out string part) && hasInput)
            {
                evaluation.CheckLength(text.Length);
                FhirPathValue result = function(text, part);
                if (result.Kind != FhirPathKind.None)
                {
                    evaluation.Push(result);
                }
            }
        };
    }

    private static PathStep Test(PathCall call, Func<string, string, bool> test) => Two(call, (text, part) => FhirPathValue.Of(test(text, part)));

    private static void ToChars(Evaluation evaluation, int start)
    {
        if (evaluation.TakeString(start, out string text))
        {
            foreach (System.Text.Rune rune in text.EnumerateRunes())
            {
                evaluation.Push(FhirPathValue.Of(rune.ToString()));
            }
        }
    }

    private static PathStep Substring(PathOperation startArgument, PathOperation? lengthArgument) => (evaluation, start) =>
    {
        bool hasInput = evaluation.TakeString(start, out string text);
        startArgument(evaluation);
        bool hasStart = evaluation.TakeInteger(start, out int first);
        lengthArgument?.Invoke(evaluation);
        int length = evaluation.TakeInteger(start, out int given) ? given : int.MaxValue;
        if (!hasInput || !hasStart || first < 0)
        {
            return;
        }

        evaluation.CheckLength(text.Length);
        int from = Units(text, 0, first);
        if (from < text.Length)
        {
            evaluation.Push(FhirPathValue.Of(text[from..Units(text, from, length)]));
        }
    };

    private static PathStep Replace(PathOperation pattern, PathOperation substitution) => (evaluation, start) =>
    {
        bool hasInput = evaluation.TakeString(start, out string text);
        pattern(evaluation);
        bool hasPattern = evaluation.TakeString(start, out string old);
        substitution(evaluation);
        if (!evaluation.TakeString(start, out string by) || !hasInput || !hasPattern)
        {
            return;
        }

        // The longest result is checked before it is built: as many copies as the pattern can occur.
        long copies = old.Length == 0 ? text.Length + 1L : text.Length / old.Length;
        evaluation.CheckLength(text.Length + (copies * by.Length));
        evaluation.Push(FhirPathValue.Of(old.Length == 0 ? Surround(text, by) : text.Replace(old, by, StringComparison.Ordinal)));
    };

    // 'abc'.replace('', 'x') is 'xaxbxcx'.
    private static string Surround(string text, string by)
    {
        var result = new System.Text.StringBuilder(by);
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            result.Append(rune.ToString()).Append(by);
        }

        return result.ToString();
    }

    private static PathStep Split(PathOperation separator) => (evaluation, start) =>
    {
        bool hasInput = evaluation.TakeString(start, out string text);
        separator(evaluation);
        if (evaluation.TakeString(start, out string by) && hasInput)
        {
            evaluation.CheckLength(text.Length);
            foreach (string part in by.Length == 0 ? [text] : text.Split(by))
            {
                evaluation.Push(FhirPathValue.Of(part));
            }
        }
    };

    private static PathStep Join(PathOperation? separator) => (evaluation, start) =>
    {
        int end = evaluation.Top;
        separator?.Invoke(evaluation);
        evaluation.TakeString(end, out string by);
        if (end == start)
        {
            return;
        }

        var result = new System.Text.StringBuilder();
        for (int i = start; i < end; i++)
        {
            string part = evaluation[i].TryGetString(out string text) ? text : throw Evaluation.Error(FhirPathErrors.Operand, $"join() takes strings, not {evaluation[i].TypeName}.");
            evaluation.CheckLength((long)result.Length + part.Length + by.Length);
            result.Append(i == start ? "" : by).Append(part);
        }

        evaluation.Return(start, FhirPathValue.Of(result.ToString()));
    };

    // Scalar values before a place in UTF-16; -1 stays -1.
    private static int Scalars(string text, int units)
    {
        int scalars = units;
        for (int i = 1; i < units; i++)
        {
            scalars -= char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }

        return scalars;
    }

    // The place in UTF-16 that lies a number of scalar values after another.
    private static int Units(string text, int from, int scalars)
    {
        int at = from;
        for (int i = 0; i < scalars && at < text.Length; i++)
        {
            at += at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
        }

        return at;
    }
}
