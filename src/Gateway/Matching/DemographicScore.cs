using Carewright.Fhir.Json;
using Carewright.Fhir.Search;

namespace Carewright.Gateway.Matching;

/// <summary>How sure a match is (FHIR R4 valueset-match-grade.html).</summary>
public enum MatchGrade
{
    /// <summary>Somebody else.</summary>
    CertainlyNot,

    /// <summary>May be the same person; somebody has to look.</summary>
    Possible,

    /// <summary>Most likely the same person.</summary>
    Probable,

    /// <summary>The same person.</summary>
    Certain,
}

/// <summary>
/// Compares two descriptions of a person. Pure and deterministic. What only one of them says neither helps nor harms; the score is the weight of what agrees over the weight of what can be
/// compared, from 0 to 1, and says little when little can be compared: the grade takes that into account.
/// </summary>
public static class DemographicScore
{
    private const double IdentifierWeight = 10;
    // Somebody who was registered twice has two numbers of one system: a difference tells less than a likeness.
    private const double OtherIdentifierWeight = 2;
    private const double BirthWeight = 6;
    private const double FamilyWeight = 5;
    private const double GivenWeight = 4;
    private const double ContactWeight = 3;
    private const double AddressWeight = 3;
    private const double GenderWeight = 1;

    /// <summary>The score and the grade.</summary>
    public static (double Score, MatchGrade Grade) Compare(PersonFeatures one, PersonFeatures other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var identifier = Identifiers(one, other);
        var birth = one.BirthDate is { } left && other.BirthDate is { } right ? Birth(left, right) : (double?)null;
        var (family, given) = (Names(one.Families, other.Families), Names(one.Givens, other.Givens));
        var (contact, address) = (Overlap(one.Contacts, other.Contacts), Overlap(one.Addresses, other.Addresses));
        var gender = one.Gender is { } his && other.Gender is { } theirs ? (his == theirs ? 1.0 : 0.0) : (double?)null;
        // Two different telephone numbers or addresses say little: people have several, and move.
        (double? Agreement, double Weight)[] parts =
        [
            (identifier, identifier == 0 ? OtherIdentifierWeight : IdentifierWeight), (birth, BirthWeight), (family, FamilyWeight), (given, GivenWeight), (contact == 0 ? null : contact, ContactWeight), (address == 0 ? null : address, AddressWeight), (gender, GenderWeight),
        ];
        var weight = parts.Where(part => part.Agreement is not null).Sum(part => part.Weight);
        var score = weight == 0 ? 0 : parts.Sum(part => (part.Agreement ?? 0) * part.Weight) / weight;
        return (Math.Round(score, 3), Grade(score, new(identifier, birth, family, given, contact, address)));
    }

    /// <summary>What speaks against two descriptions with a common identifier being of one person: a mistyped number, a reused one, a twin.</summary>
    internal static ((double Score, MatchGrade Grade) Match, Contradiction Contradiction) Contradiction(PersonFeatures one, PersonFeatures other)
    {
        var birth = one.BirthDate is { } left && other.BirthDate is { } right ? Birth(left, right) : (double?)null;
        var (family, given) = (Names(one.Families, other.Families), Names(one.Givens, other.Givens));
        // A family name changes; a given name is mistyped or shortened; both and the date of birth are not.
        var isOtherName = family == 0 && given == 0;
        var contradiction = birth == 0 || (birth < 1 && (isOtherName || given == 0)) ? Matching.Contradiction.BirthDate
            : isOtherName ? Matching.Contradiction.Name : Matching.Contradiction.None;
        return (Compare(one, other), contradiction);
    }

    private static MatchGrade Grade(double score, Agreements agree)
    {
        var isSameName = agree.Family >= 0.9 && agree.Given >= 0.6;
        var isSamePerson = isSameName && agree.Birth == 1;
        if (agree.Identifier == 1 && score >= 0.85 && (isSamePerson || agree.Birth == 1 || (isSameName && agree.Birth is null)))
            return MatchGrade.Certain;
        if (isSamePerson && score >= 0.9 && (agree.Contact == 1 || agree.Address == 1) && agree.Identifier != 0)
            return MatchGrade.Certain;
        if (score >= 0.8 && agree.Birth is not null && agree.Family is not null && agree.Given is not null)
            return MatchGrade.Probable;
        return score >= 0.55 || agree.Identifier == 1 ? MatchGrade.Possible : MatchGrade.CertainlyNot;
    }

    // 1: one in common; 0: the same system gives them different values; null: nothing to compare.
    private static double? Identifiers(PersonFeatures one, PersonFeatures other)
    {
        if (one.Identifiers.Overlaps(other.Identifiers))
            return 1;
        return one.Identifiers.Select(identifier => identifier.System).Intersect(other.Identifiers.Select(identifier => identifier.System)).Any(system => system.Length > 0) ? 0 : null;
    }

    private static double Birth(string left, string right)
    {
        if (left == right)
            return 1;
        var shorter = Math.Min(left.Length, right.Length);
        if (shorter < 10)
            return string.CompareOrdinal(left, 0, right, 0, shorter) == 0 ? 0.7 : 0;
        var (one, other) = (left.Split('-'), right.Split('-'));
        // Day and month swapped, or one part mistyped.
        if (one[0] == other[0] && one[1] == other[2] && one[2] == other[1])
            return 0.7;
        return one.Zip(other).Count(pair => pair.First == pair.Second) == 2 ? 0.5 : 0;
    }

    private static double? Names(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        left.Count == 0 || right.Count == 0 ? null : left.Max(one => right.Max(other => Name(one, other)));

    private static double Name(string one, string other)
    {
        if (one == other)
            return 1;
        var (shorter, longer) = one.Length <= other.Length ? (one, other) : (other, one);
        if (NameVariants.AreVariants(one, other))
            return 0.9;
        if (longer.StartsWith(shorter, StringComparison.Ordinal) || longer.Split(' ', '-').Contains(shorter))
            return shorter.Length == 1 ? 0.6 : 0.8;
        var distance = Distance(one, other);
        if (distance == 1 && longer.Length > 3)
            return 0.8;
        return (distance == 2 && longer.Length > 6) || (shorter.Length > 3 && PhoneticCode.Of(one) == PhoneticCode.Of(other)) ? 0.6 : 0;
    }

    private static double? Overlap(IReadOnlySet<string> left, IReadOnlySet<string> right) => left.Count == 0 || right.Count == 0 ? null : left.Overlaps(right) ? 1 : 0;

    // Edits and swaps of neighbours.
    private static int Distance(string one, string other)
    {
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }
                var cost = one[i - 1] == other[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[one.Length, other.Length];
    }

    private readonly record struct Agreements(double? Identifier, double? Birth, double? Family, double? Given, double? Contact, double? Address);
}

/// <summary>What speaks against two descriptions being of one person.</summary>
internal enum Contradiction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Their dates of birth.</summary>
    BirthDate,

    /// <summary>Their names.</summary>
    Name,
}

/// <summary>What of a Patient, RelatedPerson or Practitioner tells who it is, made comparable: letters folded, telephone numbers by their digits.</summary>
/// <param name="Identifiers">System (empty: none) and value.</param>
/// <param name="Families">Family names, folded.</param>
/// <param name="Givens">Given names, folded.</param>
/// <param name="BirthDate">FHIR date, or null.</param>
/// <param name="Gender">FHIR code, or null.</param>
/// <param name="Contacts">Telephone numbers by their last nine digits, e-mail addresses folded.</param>
/// <param name="Addresses">Postal code with the first line, folded.</param>
public sealed record PersonFeatures(
    IReadOnlySet<(string System, string Value)> Identifiers,
    IReadOnlyList<string> Families,
    IReadOnlyList<string> Givens,
    string? BirthDate,
    string? Gender,
    IReadOnlySet<string> Contacts,
    IReadOnlySet<string> Addresses)
{
    /// <summary>Reads them from a resource.</summary>
    public static PersonFeatures Of(ResourceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var root = document.Root;
        return new(
            root.Children("identifier").Where(one => one.Child("value").HasValue).Select(one => (one.Child("system").GetString() ?? "", one.Child("value").GetString()!)).ToHashSet(),
            Folded(root, "family"), Folded(root, "given"), root.Child("birthDate").GetString(), root.Child("gender").GetString(),
            root.Children("telecom").Select(Contact).OfType<string>().ToHashSet(StringComparer.Ordinal), root.Children("address").Select(Address).OfType<string>().ToHashSet(StringComparer.Ordinal));
    }

    private static List<string> Folded(Element root, string part) =>
        [.. root.Children("name").SelectMany(name => name.Children(part).Select(one => SearchText.Fold(one.GetString() ?? "")).ToList()).Where(text => text.Length > 0).Distinct()];

    private static string? Contact(Element telecom)
    {
        var value = telecom.Child("value").GetString() ?? "";
        if (value.Contains('@', StringComparison.Ordinal))
            return SearchText.Fold(value);
        var digits = string.Concat(value.Where(char.IsAsciiDigit));
        return digits.Length < 7 ? null : digits.Length > 9 ? digits[^9..] : digits;
    }

    private static string? Address(Element address)
    {
        var (line, code) = (address.Child("line").GetString(), address.Child("postalCode").GetString());
        // The words for streets are written in many ways, and a ZIP+4 begins like the ZIP code.
        return line is null || code is null ? null : $"{StreetWords.Plain(SearchText.Fold(line))}|{SearchText.Fold(code is [_, _, _, _, _, '-', ..] ? code[..5] : code)}";
    }
}
