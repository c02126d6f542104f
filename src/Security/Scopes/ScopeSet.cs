namespace Carewright.Security;

/// <summary>The scopes of a request, a registration or a token, known ones only (SMART App Launch 2.2; OpenID Connect Core 1.0 section 5.4).</summary>
public sealed class ScopeSet
{
    /// <summary>An id token is asked for.</summary>
    public const string OpenId = "openid";

    /// <summary>Who is signed in, as a FHIR reference.</summary>
    public const string FhirUser = "fhirUser";

    /// <summary>The same, in OpenID's words.</summary>
    public const string Profile = "profile";

    /// <summary>A refresh token that outlives the session.</summary>
    public const string Offline = "offline_access";

    /// <summary>A refresh token that dies with the session.</summary>
    public const string Online = "online_access";

    /// <summary>Context is handed over by the app that launches.</summary>
    public const string Launch = "launch";

    /// <summary>A patient is asked for.</summary>
    public const string LaunchPatient = "launch/patient";

    /// <summary>An encounter is asked for.</summary>
    public const string LaunchEncounter = "launch/encounter";

    internal static readonly string[] Words = [OpenId, FhirUser, Profile, Offline, Online, Launch, LaunchPatient, LaunchEncounter];
    private readonly HashSet<string> _words;

    internal ScopeSet(IEnumerable<string> words, IEnumerable<FhirScope> fhir, IReadOnlyList<string> unknown)
    {
        _words = words.ToHashSet(StringComparer.Ordinal);
        Fhir = [.. fhir.DistinctBy(scope => scope.Text)];
        Unknown = unknown;
    }

    /// <summary>No scope at all.</summary>
    public static ScopeSet None { get; } = new([], [], []);

    /// <summary>The scopes over FHIR data.</summary>
    public IReadOnlyList<FhirScope> Fhir { get; }

    /// <summary>What was asked for and means nothing here.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>True when nothing known was asked for.</summary>
    public bool IsEmpty => _words.Count == 0 && Fhir.Count == 0;

    /// <summary>Whether some scope speaks of the launch's patient.</summary>
    public bool NeedsPatient => Has(LaunchPatient) || Fhir.Any(scope => scope.Subject == ScopeSubject.Patient);

    /// <summary>Each scope by itself, in a fixed order.</summary>
    public IEnumerable<string> Texts => Words.Where(_words.Contains).Concat(Fhir.Select(scope => scope.Text));

    /// <summary>Whether a scope that is one word is among them.</summary>
    public bool Has(string word) => _words.Contains(word);

    /// <summary>Those of the other set that this one includes: what may be granted of what was asked for.</summary>
    public ScopeSet Allow(ScopeSet asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return new ScopeSet(asked._words.Where(Has), asked.Fhir.Where(scope => Fhir.Any(own => own.Includes(scope))), asked.Unknown);
    }

    /// <summary>Whether this set includes all of the other.</summary>
    public bool Includes(ScopeSet other) => other is not null && Allow(other).Texts.SequenceEqual(other.Texts);

    /// <summary>The set without the scopes that a rule takes away.</summary>
    public ScopeSet Where(Func<string, bool> isKept) => new(_words.Where(isKept), Fhir.Where(scope => isKept(scope.Text)), Unknown);

    /// <summary>The scopes with a space between them, as OAuth writes them (RFC 6749 section 3.3).</summary>
    public override string ToString() => string.Join(' ', Texts);
}
