using Carewright.Fhir.Search;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Routing;

/// <summary>What a write gives back.</summary>
internal enum ReturnPreference
{
    /// <summary>The resource.</summary>
    Representation,

    /// <summary>Headers only.</summary>
    Minimal,

    /// <summary>An OperationOutcome.</summary>
    OperationOutcome,
}

/// <summary>The <c>Prefer</c> header (FHIR R4 http.html#ops, search.html#errors).</summary>
internal readonly record struct Preferences(ReturnPreference Return, SearchHandling Handling)
{
    internal static Preferences Of(HttpRequest request)
    {
        var preferences = new Preferences(ReturnPreference.Representation, SearchHandling.Strict);
        foreach (var part in request.Headers["Prefer"].SelectMany(value => (value ?? "").Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            preferences = part switch
            {
                "return=minimal" => preferences with { Return = ReturnPreference.Minimal },
                "return=representation" => preferences with { Return = ReturnPreference.Representation },
                "return=OperationOutcome" => preferences with { Return = ReturnPreference.OperationOutcome },
                "handling=lenient" => preferences with { Handling = SearchHandling.Lenient },
                "handling=strict" => preferences with { Handling = SearchHandling.Strict },
                _ => preferences,
            };
        }
        return preferences;
    }
}
