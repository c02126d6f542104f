using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Carewright.Audit;
using Carewright.Gateway;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Testing.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Carewright.Administration.Tests;

/// <summary>The module on a real loopback port, over a store in memory, with a clock of its own; <c>/who</c> says who the actor is, as another door would.</summary>
internal sealed class Clinic : IAsyncDisposable
{
    public const string Password = "four unrelated green words";
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private Clinic(WebApplication app, FakeRecordStore store, TestClock clock)
    {
        (_app, Store, Clock) = (app, store, clock);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(address) };
    }

    public FakeRecordStore Store { get; }

    public TestClock Clock { get; }

    public AccountRegister Accounts => Get<AccountRegister>();

    public IReadOnlyList<AuditRecord> Log => [.. Store.Rows.Select(entry => AuditRecordJson.Parse(entry.Row.Content))];

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Opens it over a store, new or kept.</summary>
    /// <param name="store">The store; null: a new one.</param>
    /// <param name="asksForFactors">Whether it has the sign-in policy of a new clinic; most tests are about something else and sign in by password alone.</param>
    public static async Task<Clinic> OpenAsync(FakeRecordStore? store = null, bool asksForFactors = false)
    {
        var (kept, clock) = (store ?? new FakeRecordStore(), new TestClock());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var parts = await AdministrationParts.OpenAsync(kept, clock, new Passwords(1000), Stop);
        if (!asksForFactors)
            Assert.Empty(await parts.SignIn.ChangeAsync(SignInPolicy.OfDemonstration, Stop));
        builder.Services.AddAdministration(parts);
        builder.Services.AddSingleton(new RecordGateway(kept, new PolicyOfShelf(parts.Policies), clock));
        builder.Services.AddSingleton<AppRegister>();
        var app = builder.Build();
        app.UseAdministration();
        app.MapAdministration();
        app.Map("/who", Who);
        await app.StartAsync(Stop);
        return new Clinic(app, kept, clock);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<Account> AddAsync(string userName, string role, string? fhirUser = null) =>
        (await Accounts.CreateAsync(new AccountDraft(userName, "Some Body", role, "Location/main", "family-medicine", fhirUser, Password), PolicyLibrary.Embedded, Stop)).Account!;

    /// <summary>Sends a request as the app does, cookie and header included.</summary>
    public async Task<Answer> SendAsync(string method, string path, object? body = null, string? cookie = null, bool asApp = true, string? bearer = null, string? device = null, string? agent = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (cookie is not null)
            request.Headers.Add("Cookie", $"__Host-carewright={cookie}{(device is null ? "" : $"; __Host-carewright-device={device}")}");
        else if (device is not null)
            request.Headers.Add("Cookie", $"__Host-carewright-device={device}");
        if (agent is not null)
            request.Headers.Add("User-Agent", agent);
        if (asApp)
            request.Headers.Add("X-Carewright-App", "1");
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var response = await _http.SendAsync(request, Stop);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(Stop), response.Content.Headers.ContentType?.MediaType,
            response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Signs in and returns the cookie's value.</summary>
    public async Task<string> SignInAsync(string userName, string password = Password)
    {
        var answer = await SendAsync("POST", "/auth/sign-in", new { userName, password });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Cookie!;
    }

    /// <summary>Makes an account of the role and signs it in.</summary>
    public async Task<string> EnterAsync(string role)
    {
        await AddAsync(role, role, role == Roles.Patient ? "Patient/p1" : null);
        return await SignInAsync(role);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static string Who(HttpContext context)
    {
        var feature = context.GetActor();
        return feature.Actor is { } actor ? $"{actor.UserName} {actor.Role} {actor.Client} {actor.Purpose}" : feature.Refusal.ToString();
    }
}

/// <summary>What came back.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }

    public string? Code => ContentType == "application/problem+json" ? Json.GetProperty("code").GetString() : null;

    /// <summary>The session's secret, where the answer sets one.</summary>
    public string? Cookie => CookieOf("__Host-carewright=");

    /// <summary>The browser's mark, where the answer sets one.</summary>
    public string? Device => CookieOf("__Host-carewright-device=");

    private string? CookieOf(string start) =>
        Headers.TryGetValue("Set-Cookie", out var header) ? header.Split(", ").FirstOrDefault(one => one.StartsWith(start, StringComparison.Ordinal))?.Split(';')[0][start.Length..] : null;
}
