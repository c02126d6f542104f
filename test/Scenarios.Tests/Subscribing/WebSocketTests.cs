using System.Net.Security;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.Subscribing;

/// <summary>Notifications over a websocket that the subscriber opens.</summary>
public sealed class WebSocketTests(SubscribedClinic clinic) : IClassFixture<SubscribedClinic>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_binds_and_notifications_come()
    {
        var (id, patient) = await SubscribeAsync();
        var parameters = (await clinic.Hook.GetAsync($"fhir/Subscription/{id}/$get-ws-binding-token")).Expect(200).Json["parameter"]!.AsArray();
        Assert.Equal(id, Notifications.Value(parameters, "subscription"));
        Assert.StartsWith("wss://", Notifications.Value(parameters, "websocket-url"), StringComparison.Ordinal);
        using var socket = await OpenAsync(Notifications.Value(parameters, "websocket-url"));
        var token = Notifications.Value(parameters, "token");
        await SendAsync(socket, "bind-with-token " + token);
        Assert.Equal("handshake", Notifications.Value(Status(await ReceiveAsync(socket)), "type"));
        var visit = Chart.NewId();
        (await clinic.Hook.PutAsync(SubscribedClinic.Encounter(visit, patient, "in-progress"))).Expect(201);
        var status = Status(await ReceiveAsync(socket));
        Assert.Equal("event-notification", Notifications.Value(status, "type"));
        Assert.EndsWith("/Encounter/" + visit, Notifications.Part(Notifications.Events(status)[0], "focus"), StringComparison.Ordinal);
        await SendAsync(socket, "ping");
        Assert.Equal("pong", await ReceiveAsync(socket));

        // A token is good once.
        using var second = await OpenAsync(Notifications.Value(parameters, "websocket-url"));
        await SendAsync(second, "bind-with-token " + token);
        Assert.Null(await ReceiveAsync(second));
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, second.CloseStatus);
    }

    [Fact]
    public async Task A_token_is_for_ones_own_subscriptions()
    {
        var (id, _) = await SubscribeAsync();
        (await clinic.As("doctor").GetAsync($"fhir/Subscription/{id}/$get-ws-binding-token")).ExpectOutcome(404);
        (await clinic.As("doctor").GetAsync("fhir/Subscription/$get-ws-binding-token?ids=" + id)).ExpectOutcome(404);
    }

    [Fact]
    public async Task A_change_of_the_account_closes_the_socket()
    {
        var door = await clinic.Running.AddUserAsync("moving", "system-interface");
        var id = await SubscribedClinic.SubscribeAsync(door, SubscribedClinic.ByTopic("encounter-start", null));
        var parameters = (await door.GetAsync("fhir/Subscription/$get-ws-binding-token")).Expect(200).Json["parameter"]!.AsArray();
        using var socket = await OpenAsync(Notifications.Value(parameters, "websocket-url"));
        await SendAsync(socket, "bind-with-token " + Notifications.Value(parameters, "token"));
        Assert.Contains(id, await ReceiveAsync(socket), StringComparison.Ordinal);
        var parts = clinic.Running.Clinic.Parts;
        Assert.NotNull((await parts.Accounts.ChangeAsync("moving", new AccountChange(Role: "biller"), parts.Policies.Current, Stop)).Account);
        Assert.Null(await ReceiveAsync(socket));
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
    }

    [Fact]
    public async Task R4_criteria_bind_by_id_with_the_sockets_own_credential_and_ping()
    {
        var patient = await clinic.PatientAsync();
        var id = await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByCriteria($"Encounter?patient=Patient/{patient}", null, null));
        var url = $"wss://localhost:{clinic.Running.Address.Port}/subscriptions/websocket";
        using var stranger = await OpenAsync(url);
        await SendAsync(stranger, "bind " + id);
        Assert.Null(await ReceiveAsync(stranger));
        var accounts = clinic.Running.Clinic.Parts.Accounts;
        using var socket = await OpenAsync(url, clinic.Running.Clinic.Parts.Tokens.Issue(accounts.Find("hook")!));
        await SendAsync(socket, "bind " + id);
        Assert.Equal("bound " + id, await ReceiveAsync(socket));
        (await clinic.Hook.PutAsync(SubscribedClinic.Encounter(Chart.NewId(), patient, "planned"))).Expect(201);
        Assert.Equal("ping " + id, await ReceiveAsync(socket));
    }

    private async Task<(string Id, string Patient)> SubscribeAsync()
    {
        var patient = await clinic.PatientAsync();
        return (await SubscribedClinic.SubscribeAsync(clinic.Hook, SubscribedClinic.ByTopic("encounter-start", null, filters: [$"patient=Patient/{patient}"])), patient);
    }

    private static JsonArray Status(string? text) => JsonNode.Parse(text!)!["entry"]![0]!["resource"]!["parameter"]!.AsArray();

    private static async Task<ClientWebSocket> OpenAsync(string url, string? token = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0;
        if (token is not null)
            socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await socket.ConnectAsync(new Uri(url), Stop);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Stop);

    /// <summary>The next message; null when the server closes.</summary>
    private static async Task<string?> ReceiveAsync(ClientWebSocket socket)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        timeout.CancelAfter(TimeSpan.FromSeconds(60));
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(), timeout.Token);
            if (result.MessageType == WebSocketMessageType.Close)
                return null;
            text.Write(buffer, 0, result.Count);
            if (result.EndOfMessage)
                return Encoding.UTF8.GetString(text.ToArray());
        }
    }
}
