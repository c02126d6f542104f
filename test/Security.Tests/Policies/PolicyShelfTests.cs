using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search.Added;
using Carewright.Testing.Fakes;

namespace Carewright.Security.Tests.Policies;

public sealed class PolicyShelfTests : IDisposable
{
    private static ReadOnlySpan<byte> Shoe => """
        {"resourceType":"SearchParameter","url":"http://example.org/SearchParameter/shoe","status":"active","code":"shoe","base":["Patient"],"type":"token","expression":"Patient.extension('http://example.org/shoe').value"}
        """u8;

    private readonly FakePrivateTable _table = new();
    private readonly TestClock _clock = new();
    private readonly PolicyShelf _shelf;
    private FhirModel _definitions = FhirModel.R4;

    public PolicyShelfTests() => _shelf = Open();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static IReadOnlyList<Account> Staff { get; } = [AccountOf("admin", Roles.Administrator), AccountOf("nurse.one", Roles.Nurse)];

    public void Dispose() => _shelf.Dispose();

    [Fact]
    public void At_first_the_policy_that_ships_is_in_force()
    {
        Assert.Same(PolicyLibrary.Embedded, _shelf.Current);
        Assert.Equal([PolicyLibrary.Shipped], _shelf.Versions());
        Assert.Empty(_shelf.Activations());
    }

    [Fact]
    public async Task A_draft_decides_nothing_until_it_is_activated_and_is_then_a_numbered_version()
    {
        var draft = (await SaveAsync(Without(Roles.Nurse, "grants"))).Value!;
        Assert.Same(PolicyLibrary.Embedded, _shelf.Current);
        var outcome = await _shelf.ActivateDraftAsync(draft.Id, "No charts for nurses.", "admin", Staff, Stop);
        var version = outcome.Value!;
        Assert.Equal((2, "admin", "No charts for nurses.", _clock.GetUtcNow()), (version.Number, version.By, version.Reason, version.At));
        Assert.Equal(PolicyVersion.HashOf(version.Json), version.Hash);
        Assert.Equal(2, _shelf.Current.Version);
        Assert.Empty(_shelf.Current.Permissions(Actors.Typical(Roles.Nurse)));
        Assert.Empty(_shelf.Drafts());
        Assert.Equal([2], _shelf.Activations().Select(one => one.Number));
    }

    [Fact]
    public async Task What_is_in_force_is_so_after_a_start_and_an_earlier_version_can_come_back()
    {
        await ActivateAsync(Without(Roles.Nurse, "grants"));
        using (var again = Open())
            Assert.Equal(2, again.Current.Version);
        Assert.NotNull((await _shelf.ActivateVersionAsync(1, "That was wrong.", "admin", Staff, Stop)).Value);
        using var third = Open();
        Assert.Equal(1, third.Current.Version);
        Assert.Equal([1, 2], third.Activations().Select(one => one.Number));
    }

    [Theory]
    [InlineData("operations", "POLICY-NOBODY-MANAGES")]
    [InlineData(null, "POLICY-ROLE-IN-USE")]
    public async Task Nobody_activates_a_policy_that_leaves_no_one_able_to_manage(string? member, string code)
    {
        var draft = (await SaveAsync(member is null ? Without(Roles.Nurse, null) : Without(Roles.Administrator, member))).Value!;
        var outcome = await _shelf.ActivateDraftAsync(draft.Id, "A mistake.", "admin", Staff, Stop);
        Assert.Null(outcome.Value);
        Assert.Contains(outcome.Issues, issue => issue.Code == code);
        Assert.Same(PolicyLibrary.Embedded, _shelf.Current);
        Assert.Single(_shelf.Drafts());
    }

    [Fact]
    public async Task A_disabled_administrator_does_not_count()
    {
        var draft = (await SaveAsync(Without(Roles.Nurse, "grants"))).Value!;
        var outcome = await _shelf.ActivateDraftAsync(draft.Id, "x", "admin", [Staff[0] with { IsDisabled = true }, Staff[1]], Stop);
        Assert.Contains(outcome.Issues, issue => issue.Code == "POLICY-NOBODY-MANAGES");
    }

    [Fact]
    public async Task A_draft_that_does_not_check_is_kept_but_not_activated_and_neither_is_one_without_a_reason()
    {
        var wrong = (await SaveAsync("""{"version":1,"roles":{"nurse":{"purpose":"TREAT","grants":[{"types":["Observations"],"interactions":["read"]}]}}}""")).Value!;
        Assert.Contains((await _shelf.ActivateDraftAsync(wrong.Id, "x", "admin", Staff, Stop)).Issues, issue => issue is { Code: "POLICY-UNKNOWN-TYPE", Location: "roles.nurse.grants[0].types" });
        var good = (await SaveAsync(Without(Roles.Nurse, "grants"))).Value!;
        Assert.Equal("POLICY-REASON", Assert.Single((await _shelf.ActivateDraftAsync(good.Id, " ", "admin", Staff, Stop)).Issues).Code);
        Assert.Equal("POLICY-NO-DRAFT", Assert.Single((await _shelf.ActivateDraftAsync("none", "x", "admin", Staff, Stop)).Issues).Code);
        Assert.Equal("POLICY-NO-VERSION", Assert.Single((await _shelf.ActivateVersionAsync(9, "x", "admin", Staff, Stop)).Issues).Code);
    }

    [Fact]
    public async Task Two_editors_do_not_overwrite_each_other()
    {
        var draft = (await SaveAsync("{}")).Value!;
        Assert.NotNull((await _shelf.SaveDraftAsync(draft.Id, "Mine", "{}"u8.ToArray(), draft.Revision, "one", Stop)).Value);
        Assert.Equal("POLICY-DRAFT-CHANGED", Assert.Single((await _shelf.SaveDraftAsync(draft.Id, "Theirs", "{}"u8.ToArray(), draft.Revision, "two", Stop)).Issues).Code);
        Assert.Equal("Mine", _shelf.FindDraft(draft.Id)!.Name);
    }

    [Theory]
    [InlineData("[]", "POLICY-NOT-JSON")]
    [InlineData("{", "POLICY-NOT-JSON")]
    [InlineData("""{"a":1,"a":2}""", "POLICY-NOT-JSON")]
    public async Task A_draft_is_a_JSON_object(string json, string code) => Assert.Equal(code, Assert.Single((await SaveAsync(json)).Issues).Code);

    [Fact]
    public async Task A_version_that_names_a_vanished_parameter_gives_way_to_the_last_good_one_and_says_so()
    {
        var shoe = SearchParameterReader.Read(ResourceDocument.Parse(Shoe.ToArray()).Document!).Definition!;
        _definitions = FhirModel.R4.With(new SearchParameterLayer(new Dictionary<string, IReadOnlyList<SearchParameterDefinition>> { ["Patient"] = [shoe] }));
        await ActivateAsync(Without(Roles.Nurse, "grants"));
        await ActivateAsync(With(Roles.Nurse, "filter", "shoe=left"));
        Assert.Equal(3, _shelf.Current.Version);
        _definitions = FhirModel.R4;
        using var later = Open();
        Assert.Equal(2, later.Current.Version);
        Assert.Contains(later.Issues, issue => issue is { Code: "POLICY-FILTER", IsError: true } && issue.Location!.StartsWith("version 3: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_no_version_is_good_any_more_the_house_is_closed_and_can_be_put_right()
    {
        await ActivateAsync(Without(Roles.Nurse, "grants"));
        var key = "2";
        var damaged = Encoding.UTF8.GetString(_table.Get("policy-version", key)!).Replace("\"Hash\":\"", "\"Hash\":\"0", StringComparison.Ordinal);
        await _table.PutAsync("policy-version", key, Encoding.UTF8.GetBytes(damaged), Stop);
        using var later = Open();
        Assert.Equal("POLICY-VERSION-LOST", Assert.Single(later.Issues).Code);
        Assert.All(Roles.All, role => Assert.Empty(later.Current.Permissions(Actors.Typical(role))));
        Assert.True(later.Current.MayOperate(Actors.Of(Roles.Administrator), "policies"));
        Assert.False(later.Current.MayOperate(Actors.Of(Roles.ComplianceOfficer), "audit"));
        Assert.NotNull((await later.ActivateVersionAsync(1, "Back to what ships.", "admin", Staff, Stop)).Value);
        Assert.Empty(later.Issues);
    }

    private static Account AccountOf(string name, string role) => new(name, name, role, null, null, null, null, false, "s", LockOut.None, null, default);

    private static string Without(string role, string? member)
    {
        var policy = JsonNode.Parse(PolicyLibrary.EmbeddedJson().Span)!;
        (member is null ? policy["roles"]!.AsObject() : policy["roles"]![role]!.AsObject()).Remove(member ?? role);
        return policy.ToJsonString();
    }

    private static string With(string role, string member, string value)
    {
        var policy = JsonNode.Parse(PolicyLibrary.EmbeddedJson().Span)!;
        policy["roles"]![role]!["grants"]!.AsArray().Add(new JsonObject { ["types"] = new JsonArray("Patient"), ["interactions"] = new JsonArray("read"), [member] = value });
        return policy.ToJsonString();
    }

    private PolicyShelf Open() => new(_table, () => _definitions, _clock);

    private Task<PolicyOutcome<PolicyDraft>> SaveAsync(string json) => _shelf.SaveDraftAsync(null, "A draft", Encoding.UTF8.GetBytes(json), 0, "admin", Stop);

    private async Task ActivateAsync(string json)
    {
        var outcome = await _shelf.ActivateDraftAsync((await SaveAsync(json)).Value!.Id, "Because.", "admin", Staff, Stop);
        Assert.True(outcome.Value is not null, string.Join("; ", outcome.Issues.Select(issue => $"{issue.Location}: {issue.Message}")));
    }
}
