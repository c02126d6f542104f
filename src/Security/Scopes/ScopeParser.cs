using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;

namespace Carewright.Security;

/// <summary>
/// Reads scopes of both syntaxes: v1 (<c>patient/Observation.read</c>, <c>user/*.*</c>) and v2 (<c>patient/Observation.rs?category=laboratory</c>), SMART App Launch 2.2
/// scopes-and-launch-context.html. What is not known, or cannot be decided on a single row, is dropped and named in <see cref="ScopeSet.Unknown"/>: a scope that is misread could open too much.
/// </summary>
public static partial class ScopeParser
{
    /// <summary>Characters of a scope parameter that are read at most.</summary>
    public const int MaxLength = 4000;

    private const int MaxScopes = 150;

    /// <summary>Reads a scope parameter.</summary>
    /// <param name="text">Scopes with spaces between them; null or empty: none.</param>
    public static ScopeSet Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength)
            return ScopeSet.None;
        var (words, fhir, unknown) = (new List<string>(), new List<FhirScope>(), new List<string>());
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(MaxScopes))
        {
            if (ScopeSet.Words.Contains(part, StringComparer.Ordinal))
                words.Add(part);
            else if (ReadFhir(part, FhirModel.R4) is { } scope)
                fhir.Add(scope);
            else
                unknown.Add(part);
        }
        return new ScopeSet(words, fhir, unknown);
    }

    private static FhirScope? ReadFhir(string text, FhirModel model)
    {
        if (Pattern().Match(text) is not { Success: true } match || LettersOf(match.Groups["letters"].Value) is not { } letters)
            return null;
        var type = match.Groups["type"].Value;
        if (type != FhirScope.AnyType && model.FindType(type) is not { Kind: TypeKind.Resource, IsAbstract: false })
            return null;
        var criteria = match.Groups["criteria"] is { Success: true, Value: var written } ? written : null;
        if (criteria is not null && (type == FhirScope.AnyType || !IsDecidable(type, criteria, model)))
            return null;
        return new FhirScope(Enum.Parse<ScopeSubject>(match.Groups["subject"].Value, ignoreCase: true), type, letters, criteria, text);
    }

    private static ScopeLetters? LettersOf(string letters) => letters switch
    {
        "read" => ScopeLetters.Read | ScopeLetters.Search,
        "write" => ScopeLetters.Create | ScopeLetters.Update | ScopeLetters.Delete,
        "*" => ScopeLetters.All,
        _ when V2().IsMatch(letters) => letters.Aggregate(ScopeLetters.None, (all, letter) => all | OfLetter(letter)),
        _ => null,
    };

    private static ScopeLetters OfLetter(char letter) => letter switch
    {
        'c' => ScopeLetters.Create,
        'r' => ScopeLetters.Read,
        'u' => ScopeLetters.Update,
        'd' => ScopeLetters.Delete,
        _ => ScopeLetters.Search,
    };

    // As for a policy's filter: criteria and nothing else, each of which one row decides.
    private static bool IsDecidable(string type, string criteria, FhirModel model)
    {
        var request = SearchRequest.Parse(type, QueryText.Pairs(criteria), model, SearchHandling.Strict).Request;
        return request is { Criteria.Count: > 0, Filters.Count: 0, Includes.Count: 0, Sorts.Count: 0, Count: null, Total: null, Summary: SearchSummary.False, Elements.Count: 0, Cursor: null }
            && request.Criteria.All(criterion => criterion.Chain is null && criterion.Parameter.Code is not ("_id" or "_lastUpdated" or "_content" or "_text"));
    }

    // The letters of v2 come in this order and each once.
    [GeneratedRegex(@"^c?r?u?d?s?\z")]
    private static partial Regex V2();

    [GeneratedRegex(@"^(?<subject>patient|user|system)/(?<type>\*|[A-Z][A-Za-z]{1,63})\.(?<letters>read|write|\*|[cruds]{1,5})(\?(?<criteria>[!-~]+))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
