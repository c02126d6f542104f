using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>
/// Which passwords are taken, by NIST SP 800-63B-4, section 3.1.1.2: length and lists of the guessable and the known, no composition rules, no expiry. Spaces and every Unicode character
/// count. The length is that of a password that stands alone, for everybody: leave, a change of the policy or a reset can make any password stand alone, and then nobody can ask how
/// long it was.
/// </summary>
public static class PasswordPolicy
{
    /// <summary>Shortest password, in characters.</summary>
    public const int MinLength = 15;

    /// <summary>Longest, so that hashing cannot be made a burden.</summary>
    public const int MaxLength = 256;

    private static readonly Lazy<HashSet<string>> s_blocked = new(ReadBlocked);

    /// <summary>What is wrong with a password for this user; empty when it is acceptable. No issue quotes it.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="contextWords">The user's name and display, the tenant: a password must not be made of them.</param>
    public static IReadOnlyList<Issue> Check(string password, params IEnumerable<string> contextWords)
    {
        password = UnicodeComposition.Compose(password);
        var length = password.EnumerateRunes().Count();
        if (length < MinLength)
            return [AccountRules.Problem("PASSWORD-SHORT", $"A password has at least {MinLength} characters.", "password")];
        if (length > MaxLength)
            return [AccountRules.Problem("PASSWORD-LONG", $"A password has at most {MaxLength} characters.", "password")];
        return IsGuessable(password, contextWords) ? [AccountRules.Problem("PASSWORD-GUESSABLE", "This password is too easy to guess. A few unrelated words do well.", "password")] : [];
    }

    private static bool IsGuessable(string password, IEnumerable<string> contextWords)
    {
        var core = Core(password);
        if (core.Length == 0 || IsRepetition(core) || IsRun(password) || s_blocked.Value.Contains(core))
            return true;
        return Words(contextWords).Any(word => core.Replace(word, "", StringComparison.Ordinal).Length < 4 && core.Contains(word, StringComparison.Ordinal));
    }

    // Lower case, the usual letter swaps undone, digits and signs at either end and signs in between dropped: "P@ssw0rd2026!" is "password".
    private static string Core(string password)
    {
        var letters = password.ToLowerInvariant().Where(character => !char.IsWhiteSpace(character)).ToArray().AsSpan();
        while (letters.Length > 0 && !char.IsLetter(letters[^1]))
            letters = letters[..^1];
        while (letters.Length > 0 && !char.IsLetter(letters[0]))
            letters = letters[1..];
        return string.Concat(letters.ToArray().Select(Unswap).Where(char.IsLetterOrDigit));
    }

    private static char Unswap(char character) => character switch
    {
        '@' or '4' => 'a',
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '$' or '5' => 's',
        '7' => 't',
        _ => character,
    };

    private static bool IsRepetition(string text) =>
        Enumerable.Range(1, text.Length / 2).Where(period => period <= 4 || text.Length % period == 0).Any(period => Enumerable.Range(period, text.Length - period).All(i => text[i] == text[i - period]));

    private static bool IsRun(string text)
    {
        var steps = Enumerable.Range(1, text.Length - 1).Select(i => text[i] - text[i - 1]).ToArray();
        return steps.Count(step => Math.Abs(step) <= 1) >= steps.Length * 3 / 4;
    }

    private static IEnumerable<string> Words(IEnumerable<string> contextWords) =>
        contextWords.SelectMany(word => word.ToLowerInvariant().Split([' ', '.', '-', '_', '@'], StringSplitOptions.RemoveEmptyEntries).Append(word.ToLowerInvariant()))
            .Append("carewright").Where(word => word.Length >= 4).Select(word => string.Concat(word.Where(char.IsLetterOrDigit).Select(Unswap)));

    private static HashSet<string> ReadBlocked()
    {
        using var stream = typeof(PasswordPolicy).Assembly.GetManifestResourceStream("blocked-passwords.txt")
            ?? throw new InvalidOperationException("The list of blocked passwords is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith('#')).Select(Core).ToHashSet(StringComparer.Ordinal);
    }
}
