using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>What a role must have beside the password.</summary>
/// <param name="Factors"><c>required</c> or <c>optional</c>.</param>
/// <param name="Kinds">Kinds that satisfy it; of <see cref="FactorKinds.Enrollable"/>.</param>
/// <param name="GraceDays">Days after an account was made during which it may still go without; 0: from its first sign-in on.</param>
public sealed record FactorRule(string Factors, IReadOnlyList<string> Kinds, int GraceDays)
{
    /// <summary>The value of <see cref="Factors"/> that asks for one.</summary>
    public const string Required = "required";

    /// <summary>The value of <see cref="Factors"/> that leaves it to the person.</summary>
    public const string Optional = "optional";

    /// <summary>Whether one must be there.</summary>
    [JsonIgnore]
    public bool IsRequired => Factors == Required;
}

/// <summary>How people sign in: data that an administrator changes. Immutable.</summary>
/// <param name="Default">For roles that have no rule of their own.</param>
/// <param name="Roles">Rules by role.</param>
/// <param name="AddressChange">What becomes of a session that goes on from another network address: <c>record</c> or <c>end</c>.</param>
/// <param name="ReviewDays">The review of all accounts is due so many days after the last.</param>
/// <param name="IsDemonstration">True: the store is a demonstration or a test; nobody needs a second factor, and the screens say so.</param>
/// <param name="IdleMinutes">A session without activity ends after so many (45 CFR 164.312(a)(2)(iii), automatic logoff; ONC 170.315(d)(5)).</param>
/// <param name="LongestHours">Every session ends after so many.</param>
public sealed record SignInPolicy(
    FactorRule Default, IReadOnlyDictionary<string, FactorRule> Roles, string AddressChange, int ReviewDays, bool IsDemonstration, int IdleMinutes = 15, int LongestHours = 12)
{
    /// <summary>A session that moves goes on, and that is on record.</summary>
    public const string Record = "record";

    /// <summary>A session that moves ends.</summary>
    public const string End = "end";

    /// <summary>What a new clinic has: a second factor for all staff at once, patients and their proxies as they like.</summary>
    public static SignInPolicy OfNewClinic { get; } = new(
        new FactorRule(FactorRule.Required, FactorKinds.Enrollable, 0),
        new Dictionary<string, FactorRule>(StringComparer.Ordinal)
        {
            [Security.Roles.Patient] = new(FactorRule.Optional, FactorKinds.Enrollable, 0),
            [Security.Roles.Proxy] = new(FactorRule.Optional, FactorKinds.Enrollable, 0),
        },
        Record, 90, false);

    /// <summary>What a demonstration has: everything can be tried, and nothing is asked for.</summary>
    public static SignInPolicy OfDemonstration { get; } = OfNewClinic with { IsDemonstration = true };

    /// <summary>How long sessions last.</summary>
    [JsonIgnore]
    public SessionLimits Sessions => new(TimeSpan.FromMinutes(IdleMinutes), TimeSpan.FromHours(LongestHours));

    /// <summary>The rule of a role.</summary>
    public FactorRule RuleOf(string role)
    {
        var rule = Roles.GetValueOrDefault(role) ?? Default;
        return IsDemonstration ? rule with { Factors = FactorRule.Optional } : rule;
    }

    /// <summary>What is wrong with it; empty when it can be used.</summary>
    public IEnumerable<Issue> Check()
    {
        if (AddressChange is not (Record or End))
            yield return AccountRules.Problem("SIGN-IN-POLICY-ADDRESS", "A session whose address changes is recorded or ended.", "addressChange");
        if (ReviewDays is < 1 or > 366)
            yield return AccountRules.Problem("SIGN-IN-POLICY-REVIEW", "A review is due every 1 to 366 days.", "reviewDays");
        if (IdleMinutes is < 1 or > 60)
            yield return AccountRules.Problem("SIGN-IN-POLICY-IDLE", "A session without activity ends after 1 to 60 minutes.", "idleMinutes");
        if (LongestHours is < 1 or > 24)
            yield return AccountRules.Problem("SIGN-IN-POLICY-LONGEST", "A session ends after 1 to 24 hours at the latest.", "longestHours");
        foreach (var (place, rule) in Roles.Select(pair => ($"roles.{pair.Key}", pair.Value)).Prepend(("default", Default)))
            if (rule.Factors is not (FactorRule.Required or FactorRule.Optional) || rule.GraceDays is < 0 or > 90 || rule.Kinds.Count == 0 || rule.Kinds.Except(FactorKinds.Enrollable).Any())
                yield return AccountRules.Problem("SIGN-IN-POLICY-RULE", "A rule is required or optional, names totp, passkey or both, and has 0 to 90 grace days.", place);
    }
}

/// <summary>The policy of a store that is in force, and its changing. Safe to call from many threads.</summary>
public sealed class SignInPolicyInForce
{
    private const string Kind = "setting";
    private const string Key = "sign-in";
    private readonly IPrivateTable _table;
    private volatile SignInPolicy _current;

    /// <summary>Reads it from a store; a store that has none has <see cref="SignInPolicy.OfNewClinic"/>.</summary>
    public SignInPolicyInForce(IPrivateTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        _table = table;
        IsChosen = table.Get(Kind, Key) is not null;
        _current = table.Get(Kind, Key) is { } json
            ? JsonSerializer.Deserialize(json, SignInPolicyJson.Default.SignInPolicy) ?? throw new InvalidDataException("The sign-in policy in the store is empty.")
            : SignInPolicy.OfNewClinic;
    }

    /// <summary>The policy in force.</summary>
    public SignInPolicy Current => _current;

    /// <summary>Whether the store has a policy of its own, not that of every new clinic.</summary>
    public bool IsChosen { get; private set; }

    /// <summary>Puts another into force, durably.</summary>
    /// <returns>What is wrong with it; nothing is changed when there is anything.</returns>
    public async Task<IReadOnlyList<Issue>> ChangeAsync(SignInPolicy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var issues = policy.Check().ToArray();
        if (issues.Length > 0)
            return issues;
        await _table.PutAsync(Kind, Key, JsonSerializer.SerializeToUtf8Bytes(policy, SignInPolicyJson.Default.SignInPolicy), cancellationToken);
        (_current, IsChosen) = (policy, true);
        return [];
    }
}

[JsonSerializable(typeof(SignInPolicy))]
internal sealed partial class SignInPolicyJson : JsonSerializerContext;
