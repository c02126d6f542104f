using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.Gateway.Access;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>For random policies, scopes and rows, through the real gateway over a real store: a token sees what its user sees and its scopes say, no more and no less.</summary>
public sealed class NarrowingTests
{
    private const int Rounds = 60;
    private static readonly string[] s_types = ["Patient", "Observation", "Condition", "Encounter"];
    private static readonly string[] s_categories = ["laboratory", "vital-signs", "survey"];

    [Fact]
    public async Task A_token_sees_exactly_what_both_its_user_and_its_scopes_open()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var random = new Random(20260302);
        var rows = Rows(random).ToList();
        await clinic.FillAsync(rows);
        for (var round = 0; round < Rounds; round++)
            await CheckAsync(clinic, rows, random, round);
    }

    private static async Task CheckAsync(RunningClinic clinic, List<JsonObject> rows, Random random, int round)
    {
        var policy = RandomPolicy(random);
        var gateway = new RecordGateway(clinic.Clinic.Store, new Fixed(policy), clinic.Clinic.Clock);
        var isPatient = random.Next(3) == 0;
        var user = new Actor("user", "User", "role", isPatient ? "Patient/p1" : null, null, null, "app", "local", "TREAT", null);
        var scopes = ScopeParser.Parse(string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomScope(random))));
        Assert.Empty(scopes.Unknown);
        var patient = random.Next(4) == 0 ? null : "Patient/p" + random.Next(1, 4);
        var token = user with { Limit = new AccessLimit(scopes, patient) };
        foreach (var type in s_types)
        {
            var about = $"round {round}, {type}, scopes {scopes}, patient {patient}, user {user.FhirUser}";
            var mine = await SearchAsync(gateway, user, type);
            var given = await SearchAsync(gateway, token, type);
            var said = rows.Where(row => (string?)row["resourceType"] == type && Says(scopes, patient, row, ScopeLetters.Search)).Select(Reply.Reference).ToHashSet();
            Assert.True(given.SetEquals(mine.Where(said.Contains)), $"{about}: {string.Join(' ', given.Order())} was seen, of {string.Join(' ', mine.Order())}");
            foreach (var row in rows.Where(row => (string?)row["resourceType"] == type))
                await CheckReadAsync(gateway, user, token, scopes, patient, row, about);
        }
    }

    private static async Task CheckReadAsync(RecordGateway gateway, Actor user, Actor token, ScopeSet scopes, string? patient, JsonObject row, string about)
    {
        var (type, id) = ((string)row["resourceType"]!, (string)row["id"]!);
        var mine = !(await gateway.ReadAsync(user, type, id, CancellationToken.None)).IsRefused;
        var given = !(await gateway.ReadAsync(token, type, id, CancellationToken.None)).IsRefused;
        Assert.True(given == (mine && Says(scopes, patient, row, ScopeLetters.Read)), $"{about}: read of {id} was {given}, of the user {mine}");
        var history = await gateway.HistoryAsync(token, type, id, default, null, 10, CancellationToken.None);
        Assert.True(given || history.IsRefused || history.Value.Versions.Count == 0, $"{about}: history of {id} tells more than a read");
    }

    private static async Task<HashSet<string>> SearchAsync(RecordGateway gateway, Actor actor, string type)
    {
        var request = SearchRequest.Parse(type, QueryText.Pairs("_count=500&_total=accurate"), FhirModel.R4, SearchHandling.Strict).Request!;
        var answer = await gateway.SearchAsync(actor, request, "", CancellationToken.None);
        if (answer.IsRefused)
            return [];
        var found = answer.Value.Entries.Where(entry => entry.IsMatch).Select(entry => entry.Resource.Reference).ToHashSet();
        Assert.Equal(found.Count, answer.Value.Total);
        return found;
    }

    // The scopes read naively, row by row.
    private static bool Says(ScopeSet scopes, string? patient, JsonObject row, ScopeLetters letter) => scopes.Fhir.Any(scope =>
        (scope.ResourceType is FhirScope.AnyType || scope.ResourceType == (string?)row["resourceType"]) && scope.Letters.HasFlag(letter)
        && (scope.Criteria is null || scope.Criteria["category=".Length..].Split(',').Contains((string?)row["category"]?[0]?["coding"]?[0]?["code"]))
        && (scope.Subject != ScopeSubject.Patient || (patient is not null && PatientOf(row) == patient)));

    private static string PatientOf(JsonObject row) => (string?)row["subject"]?["reference"] ?? Reply.Reference(row);

    private static string RandomScope(Random random)
    {
        var subject = random.Next(2) == 0 ? "patient" : "user";
        var type = random.Next(4) == 0 ? "*" : s_types[random.Next(s_types.Length)];
        var letters = new[] { "rs", "r", "s", "cruds", "read", "*" }[random.Next(6)];
        var criteria = type is "Observation" or "Condition" && random.Next(2) == 0 ? "?category=" + RandomCategories(random) : "";
        return $"{subject}/{type}.{letters}{criteria}";
    }

    private static string RandomCategories(Random random) => string.Join(',', s_categories.OrderBy(_ => random.Next()).Take(random.Next(1, 3)));

    private static AccessPolicy RandomPolicy(Random random)
    {
        var grants = new JsonArray();
        foreach (var type in s_types)
        {
            for (var count = random.Next(3); count > 0; count--)
            {
                var grant = new JsonObject { ["types"] = new JsonArray(type), ["interactions"] = random.Next(3) switch { 0 => new JsonArray("read"), 1 => new JsonArray("search"), _ => new JsonArray("read", "search") } };
                if (type == "Observation" && random.Next(2) == 0)
                    grant["filter"] = "category=" + RandomCategories(random);
                if (random.Next(4) == 0)
                    grant["compartment"] = true;
                grants.Add(grant);
            }
        }
        var json = new JsonObject
        {
            ["version"] = 1,
            ["explanation"] = "random",
            ["types"] = new JsonObject { ["all"] = new JsonArray([.. FhirModel.R4.ResourceTypes.Where(type => !type.IsAbstract).Select(type => (JsonNode)type.Name)]) },
            ["elements"] = new JsonObject(),
            ["restrictions"] = new JsonArray(),
            ["labelling"] = new JsonArray(),
            ["roles"] = new JsonObject { ["role"] = new JsonObject { ["explanation"] = "random", ["purpose"] = "TREAT", ["areas"] = new JsonArray(), ["operations"] = new JsonArray(), ["grants"] = grants } },
        };
        var outcome = AccessPolicy.Parse(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
        return outcome.Policy ?? throw new InvalidOperationException(string.Join("; ", outcome.Issues.Select(issue => $"{issue.Location}: {issue.Message}")));
    }

    private static IEnumerable<JsonObject> Rows(Random random)
    {
        for (var patient = 1; patient <= 3; patient++)
        {
            var id = "p" + patient;
            yield return Chart.Patient(id);
            yield return Chart.Encounter("e" + patient, id);
            for (var row = 0; row < 4; row++)
            {
                var observation = Chart.Observation($"o{patient}{row}", id);
                observation["category"]![0]!["coding"]![0]!["code"] = s_categories[random.Next(3)];
                yield return observation;
                var condition = Chart.Condition($"c{patient}{row}", id);
                condition["category"] = new JsonArray(new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "urn:c", ["code"] = s_categories[random.Next(3)] }) });
                yield return condition;
            }
        }
    }

    private sealed class Fixed(AccessPolicy policy) : IPolicySource
    {
        public AccessPolicy Current => policy;
    }
}
