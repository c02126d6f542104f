using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Security.Tests.Policies;

public sealed class PolicyParsingTests
{
    private const string Minimal = """{"version":1,"roles":{"nurse":{"purpose":"TREAT","grants":[GRANT]}}}""";

    [Fact]
    public void A_small_policy_grants_what_it_says_and_nothing_else()
    {
        var policy = Parse("""{"types":["Observation"],"interactions":["read"],"hidden":["note"]}""").Policy!;
        var access = policy.Decide(Actors.Of("nurse"), AccessInteraction.Read, "Observation");
        Assert.Equal(["note"], Assert.Single(access.Grants).Hidden);
        Assert.Empty(access.Restrictions);
        Assert.False(policy.Decide(Actors.Of("nurse"), AccessInteraction.Search, "Observation").IsAllowed);
        Assert.False(policy.Decide(Actors.Of("nurse"), AccessInteraction.Read, "Patient").IsAllowed);
    }

    [Theory]
    [InlineData("""{"types":["Observations"],"interactions":["read"]}""", "POLICY-UNKNOWN-TYPE", "roles.nurse.grants[0].types")]
    [InlineData("""{"types":["*chart"],"interactions":["read"]}""", "POLICY-UNKNOWN-GROUP", "roles.nurse.grants[0].types")]
    [InlineData("""{"types":["Observation"],"interactions":["reed"]}""", "POLICY-UNKNOWN-INTERACTION", "roles.nurse.grants[0].interactions")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"hiden":["note"]}""", "POLICY-UNKNOWN-MEMBER", "roles.nurse.grants[0].hiden")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"hidden":["notes"]}""", "POLICY-UNKNOWN-ELEMENT", "roles.nurse.grants[0].hidden")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"hidden":["valueQuantity"]}""", "POLICY-UNKNOWN-ELEMENT", "roles.nurse.grants[0].hidden")]
    [InlineData("""{"types":["Observation","Patient"],"interactions":["read"],"visible":["note"]}""", "POLICY-UNKNOWN-ELEMENT", "roles.nurse.grants[0].visible")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"visible":["code"],"hidden":["note"]}""", "POLICY-VISIBLE-AND-HIDDEN", "roles.nurse.grants[0]")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"hidden":["extension:http://x"]}""", "POLICY-HIDDEN-EXTENSION", "roles.nurse.grants[0].hidden")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"hidden":["*all"]}""", "POLICY-UNKNOWN-GROUP", "roles.nurse.grants[0].hidden")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"filter":"categori=x"}""", "POLICY-FILTER", "roles.nurse.grants[0].filter")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"filter":"date=yesterday"}""", "POLICY-FILTER", "roles.nurse.grants[0].filter")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"filter":"category=x&_count=5"}""", "POLICY-FILTER", "roles.nurse.grants[0].filter")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"filter":"category=x&_include=Observation:subject"}""", "POLICY-FILTER", "roles.nurse.grants[0].filter")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"filter":"_sort=date"}""", "POLICY-FILTER", "roles.nurse.grants[0].filter")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"filter":"subject={me}"}""", "POLICY-UNKNOWN-PLACEHOLDER", "roles.nurse.grants[0].filter")]
    [InlineData("""{"types":["Medication"],"interactions":["read"],"compartment":true}""", "POLICY-COMPARTMENT", "roles.nurse.grants[0].compartment")]
    [InlineData("""{"types":["Observation"],"interactions":["read"],"compartment":"yes"}""", "POLICY-SHAPE", "roles.nurse.grants[0].compartment")]
    [InlineData("""{"types":"Observation","interactions":["read"]}""", "POLICY-SHAPE", "roles.nurse.grants[0].types")]
    [InlineData("""{"types":[],"interactions":["read"]}""", "POLICY-EMPTY-GRANT", "roles.nurse.grants[0]")]
    [InlineData("""{"interactions":["read"]}""", "POLICY-MISSING", "roles.nurse.grants[0].types")]
    [InlineData("7", "POLICY-SHAPE", "roles.nurse.grants[0]")]
    public void What_is_wrong_is_told_with_its_place_and_there_is_no_policy(string grant, string code, string location)
    {
        var outcome = Parse(grant);
        Assert.Null(outcome.Policy);
        Assert.Contains(outcome.Issues, issue => issue.Code == code && issue.Location == location && issue.IsError);
    }

    [Theory]
    [InlineData("", "POLICY-SYNTAX")]
    [InlineData("[]", "POLICY-SHAPE")]
    [InlineData("""{"version":1,"explanation":"\ud800","roles":{}}""", "POLICY-SYNTAX")]
    [InlineData("{}", "POLICY-MISSING")]
    [InlineData("""{"version":0,"roles":{}}""", "POLICY-SHAPE")]
    [InlineData("""{"version":1,"version":2,"roles":{}}""", "POLICY-SYNTAX")]
    [InlineData("""{"version":1,"roles":{},"extra":1}""", "POLICY-UNKNOWN-MEMBER")]
    [InlineData("""{"version":1,"roles":{"Nurse":{"purpose":"TREAT"}}}""", "POLICY-ROLE-NAME")]
    [InlineData("""{"version":1,"roles":{"nurse":{}}}""", "POLICY-MISSING")]
    [InlineData("""{"version":1,"roles":{"nurse":{"purpose":"TREAT","areas":["everything"]}}}""", "POLICY-UNKNOWN-WORD")]
    [InlineData("""{"version":1,"roles":{"nurse":{"purpose":"TREAT","operations":["audits"]}}}""", "POLICY-UNKNOWN-WORD")]
    [InlineData("""{"version":1,"roles":{},"types":{"a":["*b"],"b":["*a"]}}""", "POLICY-GROUP-CYCLE")]
    [InlineData("""{"version":1,"roles":{},"restrictions":[{"name":"x","labelSystem":"y","visibleTo":"everybody"}]}""", "POLICY-VISIBLE-TO")]
    [InlineData("""{"version":1,"roles":{},"restrictions":[{"name":"x","labelSystem":"y","codes":["HIV"],"ofMinors":true,"visibleTo":{"roles":["patient"]}}]}""", "POLICY-OF-MINORS")]
    [InlineData("""{"version":1,"roles":{},"restrictions":[{"name":"x","labelSystem":"y","ofMinors":true,"hiddenFrom":{"roles":["proxy"]}}]}""", "POLICY-OF-MINORS")]
    [InlineData("""{"version":1,"roles":{"proxy":{"purpose":"FAMRQT","grants":[{"types":["Observation"],"interactions":["read"],"relationship":{"any":["proxy","care-team"]}}]}}}""", "POLICY-RELATIONSHIP")]
    [InlineData("""{"version":1,"roles":{"proxy":{"purpose":"FAMRQT","grants":[{"types":["Observation"],"interactions":["read"],"relationship":{"any":["proxy"],"days":3}}]}}}""", "POLICY-RELATIONSHIP")]
    [InlineData("""{"version":1,"roles":{"proxy":{"purpose":"FAMRQT","grants":[{"types":["Practitioner"],"interactions":["read"],"relationship":{"any":["proxy"]}}]}}}""", "POLICY-COMPARTMENT")]
    [InlineData("""{"version":1,"roles":{},"labelling":[{"name":"x","types":["Binary"]}]}""", "POLICY-LABELLING")]
    [InlineData("""{"version":1,"roles":{},"labelling":[{"name":"x","types":["Binary"],"inherit":{"labelSystem":"s","parameter":"encounter"}}]}""", "POLICY-UNKNOWN-PARAMETER")]
    [InlineData("""{"version":1,"roles":{},"labelling":[{"name":"x","types":["Observation"],"inherit":{"labelSystem":"s","parameter":"code"}}]}""", "POLICY-UNKNOWN-PARAMETER")]
    public void A_broken_whole_is_refused(string json, string code)
    {
        var outcome = AccessPolicy.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Null(outcome.Policy);
        Assert.Contains(outcome.Issues, issue => issue.Code == code);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var outcome = Parse("""{"types":["X","Y"],"interactions":["reed"],"colour":1}""");
        Assert.True(outcome.Issues.Count >= 4);
    }

    [Fact]
    public void Several_grants_of_a_type_are_all_there()
    {
        var policy = Parse("""{"types":["Observation"],"interactions":["read"],"filter":"category=vital-signs"},{"types":["Observation"],"interactions":["read"],"hidden":["note"]}""").Policy!;
        Assert.Equal(2, policy.Decide(Actors.Of("nurse"), AccessInteraction.Read, "Observation").Grants.Count);
    }

    [Theory]
    [InlineData("{site}", "Location/main")]
    [InlineData("{practitioner}", "Practitioner/d1")]
    public void Placeholders_take_the_actor_s_values(string placeholder, string value)
    {
        var policy = Parse($$"""{"types":["Encounter"],"interactions":["read"],"filter":"{{(placeholder == "{site}" ? "location" : "participant")}}={{placeholder}}"}""").Policy!;
        Assert.EndsWith("=" + value, policy.Decide(Actors.Typical("nurse"), AccessInteraction.Read, "Encounter").Grants[0].Filter, StringComparison.Ordinal);
        Assert.False(policy.Decide(Actors.Of("nurse"), AccessInteraction.Read, "Encounter").IsAllowed);
    }

    [Fact]
    public void Random_damage_never_throws_and_never_grants_more()
    {
        var source = PolicyLibrary.EmbeddedJson().ToArray();
        var damage =
            from position in Gen.Choose(0, source.Length - 1)
            from value in Gen.Choose(0, 255)
            from kind in Gen.Choose(0, 2)
            select (position, value, kind);
        var property = Prop.ForAll(damage.ToArbitrary(), change =>
        {
            var outcome = AccessPolicy.Parse(Damage(source, change.position, (byte)change.value, change.kind));
            Assert.True(outcome.Policy is not null || outcome.Issues.Any(issue => issue.IsError));
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), property);
    }

    [Fact]
    public void Leaving_out_any_one_grant_only_ever_takes_away()
    {
        var random = new Random(20260301);
        for (var round = 0; round < 10; round++)
        {
            var json = JsonNode.Parse(PolicyLibrary.EmbeddedJson().Span)!;
            var role = Roles.All[random.Next(Roles.All.Count)];
            var grants = json["roles"]![role]!["grants"]!.AsArray();
            grants.RemoveAt(random.Next(grants.Count));
            var smaller = AccessPolicy.Parse(JsonSerializer.SerializeToUtf8Bytes(json)).Policy!;
            foreach (var (type, interactions) in smaller.Permissions(Actors.Typical(role)))
                Assert.Empty(interactions.Except(PolicyLibrary.Embedded.Permissions(Actors.Typical(role))[type]));
        }
    }

    private static AccessPolicyOutcome Parse(string grant) => AccessPolicy.Parse(Encoding.UTF8.GetBytes(Minimal.Replace("GRANT", grant, StringComparison.Ordinal)));

    private static byte[] Damage(byte[] source, int position, byte value, int kind) => kind switch
    {
        0 => [.. source[..position], value, .. source[(position + 1)..]],
        1 => source[..position],
        _ => [.. source[..position], .. source[(position + 1)..]],
    };
}
