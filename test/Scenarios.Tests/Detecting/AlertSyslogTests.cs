using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Detecting;

/// <summary>Alerts of a running server at a collector that really listens (RFC 5424, RFC 5425).</summary>
public sealed class AlertSyslogTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_reaches_a_collector_over_tls_and_names_no_patient()
    {
        using var certificate = Certificate();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var running = await RunningClinic.NewAsync();
        var officer = await running.AddUserAsync("officer", "compliance-officer");
        var doctor = await running.AddUserAsync("doctor", "physician");
        await SendToAsync(officer, listener, certificate.GetCertHashString(HashAlgorithmName.SHA256));
        var received = ReceiveAsync(listener, certificate);
        var patient = await TrapAsync(running, doctor);
        var text = await received;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        Assert.Equal(int.Parse(text[..space], CultureInfo.InvariantCulture), Encoding.UTF8.GetByteCount(text[(space + 1)..]));
        // Facility 13 (log audit), severity 2 (critical).
        Assert.Matches(@"^<106>1 \S+Z \S+ carewright - security-alert - \uFEFF\{", text[(space + 1)..]);
        var told = JsonNode.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..])!;
        Assert.Equal(("honey-record", "doctor"), ((string)told["rule"]!, (string)told["subject"]!));
        Assert.DoesNotContain(patient, text, StringComparison.Ordinal);
        await StepAsync(officer, "sent", "syslog");
    }

    [Fact]
    public async Task A_collector_that_cannot_prove_who_it_is_is_told_nothing_and_the_alert_says_so()
    {
        using var certificate = Certificate();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var running = await RunningClinic.NewAsync();
        var officer = await running.AddUserAsync("officer", "compliance-officer");
        var doctor = await running.AddUserAsync("doctor", "physician");
        await SendToAsync(officer, listener, new string('0', 64));
        var received = ReceiveAsync(listener, certificate);
        await TrapAsync(running, doctor);
        Assert.Equal("", await received);
        await StepAsync(officer, "not-sent", "syslog: ");
    }

    private static async Task SendToAsync(Door officer, TcpListener listener, string fingerprint)
    {
        var settings = new JsonObject { ["leastSeverity"] = "critical", ["syslog"] = new JsonObject { ["host"] = "localhost", ["port"] = ((IPEndPoint)listener.LocalEndpoint).Port, ["fingerprint"] = fingerprint } };
        var reply = await officer.SendBytesAsync(HttpMethod.Put, "detection/channels", Encoding.UTF8.GetBytes(settings.ToJsonString()), "application/json");
        Assert.True(reply.Status is 200 or 204, reply.Text);
    }

    private static async Task<string> TrapAsync(RunningClinic running, Door doctor)
    {
        var trap = Chart.Patient(Chart.NewId());
        trap["meta"] = new JsonObject { ["tag"] = new JsonArray(new JsonObject { ["system"] = "https://carewright.example/fhir/CodeSystem/watch", ["code"] = "honey" }) };
        await running.FillAsync([trap]);
        (await doctor.GetAsync("fhir/" + Reply.Reference(trap))).Expect(200);
        return (string)trap["id"]!;
    }

    private static Task StepAsync(Door officer, string what, string note) => Waiting.UntilAsync(async () =>
    {
        var alerts = (await officer.GetAsync("alerts")).Expect(200).Json["alerts"]!.AsArray();
        if (alerts.FirstOrDefault(alert => (string?)alert!["rule"] == "honey-record") is not { } alert)
            return false;
        var full = (await officer.GetAsync("alerts/" + (string)alert["id"]!)).Expect(200).Json;
        var history = (full["history"] ?? full["alert"]?["history"])!.AsArray();
        return history.Any(step => (string?)step!["what"] == what && ((string?)step["note"])?.StartsWith(note, StringComparison.Ordinal) == true);
    }, Stop);

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static async Task<string> ReceiveAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync(Stop);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            using var reader = new StreamReader(tls, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
            return await reader.ReadToEndAsync(Stop);
        }
        catch (Exception fault) when (fault is IOException or System.Security.Authentication.AuthenticationException)
        {
            return "";
        }
    }
}
