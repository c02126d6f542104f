using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Carewright.Kernel;
using Carewright.Security;

namespace Carewright.Gateway.Proxies;

/// <summary>The ages of one state.</summary>
/// <param name="State">USPS code of the state, or <c>*</c> for all that have no line.</param>
/// <param name="Majority">Age in whole years at which parents no longer act for their child, 14 to 21.</param>
/// <param name="Consent">By label code (HIV, STD, SEX, SUD, BH of v3-ActCode): the age in whole years from which a minor consents to such care alone, 0 to the age of majority. A code that is not named is closed from birth.</param>
/// <param name="Source">The law, or why the clinic holds it so.</param>
public sealed record StateAges(string State, int Majority, IReadOnlyDictionary<string, int> Consent, string Source);

/// <summary>
/// The ages by which parents' access ends and narrows: law of the states (45 CFR 164.502(g)(3) leaves it to them), so data that a clinic changes. Immutable.
/// </summary>
/// <param name="State">The clinic's own state, which then holds for all its patients; null: the state of each patient's home.</param>
/// <param name="Ages">One line for each state, one of them <c>*</c>.</param>
public sealed partial record AgeTable(string? State, IReadOnlyList<StateAges> Ages)
{
    private const int MostLines = 100;
    private const int MostSource = 1000;
    private const int LeastMajority = 14;
    private const int MostAge = 21;

    /// <summary>What ships: the states whose law is named, and <c>*</c>.</summary>
    public static AgeTable Shipped { get; } = ReadShipped();

    /// <summary>The label codes of kinds of care that a minor may consent to alone.</summary>
    public static IReadOnlyList<string> Kinds => LabellingRule.CareKinds;

    /// <summary>The line for a patient.</summary>
    /// <param name="home">State of the patient's home, or null.</param>
    public StateAges Of(string? home)
    {
        var state = State ?? home?.Trim();
        return Ages.FirstOrDefault(one => string.Equals(one.State, state, StringComparison.OrdinalIgnoreCase)) ?? Ages.First(one => one.State == "*");
    }

    /// <summary>What is wrong with it, each with its place (<c>ages[2].consent.HIV</c>); empty when it can be used.</summary>
    public IEnumerable<Issue> Check()
    {
        if (State is not null && !Code().IsMatch(State))
            yield return Problem("state", "A state is two capital letters.");
        if (Ages.Count is 0 or > MostLines || Ages.Count(one => one.State == "*") != 1)
            yield return Problem("ages", $"There is one line for all states that have none (*), and at most {MostLines} lines.");
        foreach (var issue in Ages.SelectMany((one, index) => Check(one, $"ages[{index}]", Ages.Take(index).Any(other => other.State == one.State))))
            yield return issue;
    }

    private static IEnumerable<Issue> Check(StateAges one, string place, bool isTwice)
    {
        if (one.State != "*" && !Code().IsMatch(one.State))
            yield return Problem($"{place}.state", "A state is two capital letters.");
        else if (isTwice)
            yield return Problem($"{place}.state", "There is a line for this state already.");
        if (one.Majority is < LeastMajority or > MostAge)
            yield return Problem($"{place}.majority", $"The age of majority is {LeastMajority} to {MostAge} whole years.");
        foreach (var (kind, age) in one.Consent)
        {
            if (!Kinds.Contains(kind))
                yield return Problem($"{place}.consent.{kind}", $"Kinds of care are {string.Join(", ", Kinds)}.");
            else if (age < 0 || age > one.Majority)
                yield return Problem($"{place}.consent.{kind}", "An age of consent is from 0 to the age of majority, in whole years.");
        }
        if (string.IsNullOrWhiteSpace(one.Source) || one.Source.Length > MostSource)
            yield return Problem($"{place}.source", $"Each line says where its ages come from, in at most {MostSource} characters.");
    }

    private static Issue Problem(string place, string message) => Issue.Error(IssueTypes.Value, "PROXY-AGES", message, place);

    private static AgeTable ReadShipped()
    {
        using var stream = typeof(AgeTable).Assembly.GetManifestResourceStream("state.ages.json") ?? throw new InvalidOperationException("The table of the states' ages is not in the assembly.");
        return JsonSerializer.Deserialize(stream, AgeTableJson.Default.AgeTable) ?? throw new InvalidOperationException("The table of the states' ages is empty.");
    }

    [GeneratedRegex(@"^[A-Z]{2}\z")]
    private static partial Regex Code();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AgeTable))]
[JsonSerializable(typeof(AgeChange))]
internal sealed partial class AgeTableJson : JsonSerializerContext;
