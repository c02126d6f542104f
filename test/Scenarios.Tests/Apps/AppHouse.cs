using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Scenarios.Tests.Subscribing;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>A clinic with two patients, a physician, a patient's account, an administrator and a compliance officer, on a clock that the tests move. The tests of a class share one, and each brings its own app.</summary>
public class AppHouse : IAsyncLifetime
{
    internal const string Ann = "ann";
    internal const string Bob = "bob";
    private readonly List<IDisposable> _open = [];
    private Browser? _desk;
    private DateTimeOffset _deskAt;

    internal RunningClinic Clinic { get; private set; } = null!;

    private protected virtual int? PartnerPort => null;

    internal ManualClock Clock { get; } = new();

    /// <summary>The administrator, with a token as of now: tests move the clock by months.</summary>
    internal Door Boss => As("boss");

    internal AuditLog Log => new(As("officer"));

    internal string Issuer => Clinic.Address.GetLeftPart(UriPartial.Authority);

    public async ValueTask InitializeAsync()
    {
        var clinic = Clinic = await RunningClinic.NewAsync(Clock, shape: options => options with { PartnerPort = PartnerPort });
        await clinic.AddUserAsync("boss", "administrator");
        await clinic.AddUserAsync("officer", "compliance-officer");
        await clinic.AddUserAsync("doctor", "physician", SeededClinic.FamilyMedicine, "Practitioner/doctor");
        await clinic.AddUserAsync("desk", "front-desk", SeededClinic.FamilyMedicine, "Practitioner/desk");
        await clinic.AddUserAsync("ann", "patient", null, "Patient/ann");
        await clinic.FillAsync(
        [
            Chart.Patient(Ann, "Apps", "Ann"), Chart.Patient(Bob, "Apps", "Bob"),
            Chart.Observation("ann-pulse", Ann), Laboratory("ann-lab", Ann), Chart.Condition("ann-problem", Ann), Chart.Encounter("ann-visit", Ann),
            Chart.Observation("bob-pulse", Bob), Laboratory("bob-lab", Bob), Chart.Encounter("bob-visit", Bob),
        ]);
    }

    internal static JsonObject Laboratory(string id, string patient)
    {
        var observation = Chart.Observation(id, patient, "2345-7", 5);
        observation["category"]![0]!["coding"]![0]!["code"] = "laboratory";
        return observation;
    }

    internal Browser NewBrowser() => Keep(new Browser(Clinic.Address));

    internal Door As(string user) => With(Clinic.Clinic.Parts.Tokens.Issue(Clinic.Clinic.Parts.Accounts.Find(user)!));

    internal Door With(string token) => Keep(new Door(Clinic.Address, token));

    /// <summary>Registers an app and, unless told otherwise, approves it.</summary>
    internal async Task<TestApp> AddAppAsync(string scopes, string kind = "public", bool isApproved = true, bool isBackend = false, TestKey? key = null, string? launch = null, string? jwksUri = null, string redirect = TestApp.Redirect)
    {
        var body = new JsonObject { ["name"] = "Growth chart", ["kind"] = kind, ["scopes"] = scopes, ["description"] = "Draws curves.", ["isBackend"] = isBackend };
        if (!isBackend)
            body["redirectUris"] = new JsonArray(redirect, TestApp.OtherRedirect);
        if (launch is not null)
            body["launchUri"] = launch;
        if (jwksUri is not null)
            body["jwksUri"] = jwksUri;
        else if (key is not null)
            body["jwks"] = key.Jwks;
        var made = (await Boss.SendBytesAsync(HttpMethod.Post, "auth/apps", System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json")).Expect(201).Json;
        var id = (string)made["clientId"]!;
        if (isApproved)
            await ChangeAsync(id, new JsonObject { ["state"] = "approved" });
        return new TestApp(this, id, (string?)made["secret"], key);
    }

    /// <summary>The administrator at the app, who has just said who they are: what lets an app in is done so.</summary>
    internal async Task<Browser> DeskAsync()
    {
        if (_desk is null || Clock.GetUtcNow() - _deskAt > TimeSpan.FromMinutes(5))
        {
            (_desk, _deskAt) = (NewBrowser(), Clock.GetUtcNow());
            await _desk.SignInAsync("boss");
        }
        return _desk;
    }

    internal async Task<Reply> TryChangeAsync(string clientId, JsonObject change) => await (await DeskAsync()).AskAsync("PATCH", $"auth/apps/{clientId}", change);

    internal async Task ChangeAsync(string clientId, JsonObject change) => (await TryChangeAsync(clientId, change)).Expect(200);

    /// <summary>What the audit log has of this module's interaction, newest last.</summary>
    internal async Task<IReadOnlyList<JsonObject>> EventsAsync(string interaction) => [.. (await Log.EventsAsync("action=execute")).Where(one => AuditLog.Text(one, "interaction") == interaction)];

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _open)
            one.Dispose();
        await Clinic.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private T Keep<T>(T one)
        where T : IDisposable
    {
        _open.Add(one);
        return one;
    }
}
