using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Carewright.Interfaces.Partners;
using Carewright.Mllp;
using Carewright.Scenarios.Tests.Running;
using Carewright.Storage.Queueing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>A running clinic with partners, and the other ends of their lines.</summary>
public sealed class PartnerHouse : IAsyncDisposable
{
    private readonly List<MllpClient> _clients = [];

    private PartnerHouse(RunningClinic clinic) => Clinic = clinic;

    internal RunningClinic Clinic { get; }

    internal IMessageLog Log => Clinic.Server.Services.GetRequiredService<IMessageLog>();

    internal PartnerRegister Partners => Clinic.Server.Services.GetRequiredService<PartnerRegister>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static async Task<PartnerHouse> NewAsync(TimeProvider? clock = null) => new(await RunningClinic.NewAsync(clock));

    /// <summary>A port that nobody has at this moment.</summary>
    internal static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>A laboratory on this machine, on a port of its own, without TLS.</summary>
    internal static Partner Laboratory(string id = "lab", int? port = null) =>
        new(id, $"Laboratory {id}") { Receive = new PartnerPort(port ?? FreePort(), false) { Addresses = ["127.0.0.1"] }, TimeZone = "America/Chicago" };

    /// <summary>Saves a partner and waits until its port is as it says.</summary>
    internal async Task<Partner> AddAsync(Partner partner)
    {
        Assert.Empty((await Partners.PutAsync(partner, Stop)).Select(issue => issue.Message));
        if (partner is { IsEnabled: true, Receive: { } port })
            await UntilAsync(() => Connects(port.Port));
        return partner;
    }

    internal MllpClient Connect(Partner partner, X509Certificate2? certificate = null, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>>? other = null)
    {
        var tls = partner.Receive!.IsSecure ? new MllpClientTls("localhost", (_, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0, certificate is null ? null : () => certificate) : null;
        var client = new MllpClient(new MllpClientOptions("127.0.0.1", partner.Receive.Port, tls) { FirstPause = TimeSpan.FromMilliseconds(10), Window = 8 }, TimeProvider.System, other);
        _clients.Add(client);
        return client;
    }

    internal static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var own = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A result of a potassium; people are apart enough that none is taken for another.</summary>
    internal static byte[] Result(string control, string number = "1", string value = "4.2", string header = "", string type = "ORU^R01^ORU_R01", string processing = "P", string application = "LIS") =>
        Bytes(
            $"MSH|^~\\&|{application}|LAB|CW|CLINIC|20260301070000||{type}|{control}|{processing}|2.5.1{header}",
            Person(number),
            $"OBR|1||F{number}-{control}^LAB|2823-3^Potassium^LN|||20260301060000|||||||||||||||20260301065500|||F",
            $"OBX|1|NM|2823-3^Potassium^LN||{value}|mmol/L|3.5-5.1|N|||F|||20260301060000");

    internal static string Person(string number) => $"PID|1||M{number}^^^LAB^MR||{Family(number)}^{Given(number)}||{1930 + (int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) * 7 % 80)}0{1 + (int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) % 9)}11|F";

    internal static byte[] Bytes(params string[] segments) => Encoding.UTF8.GetBytes(string.Join('\r', segments) + "\r");

    /// <summary>Segments of an acknowledgement: MSA-1, MSA-2, and of the first ERR place, code and text.</summary>
    internal static (string Code, string Of, string Place, string Error) Read(ReadOnlyMemory<byte> acknowledgement)
    {
        var segments = Encoding.UTF8.GetString(acknowledgement.Span).Split('\r').Select(segment => segment.Split('|')).ToList();
        var (msa, err) = (segments.Find(segment => segment[0] == "MSA")!, segments.Find(segment => segment[0] == "ERR"));
        return (msa[1], msa.ElementAtOrDefault(2) ?? "", err?.ElementAtOrDefault(2) ?? "", err?.ElementAtOrDefault(3)?.Split('^')[0] ?? "");
    }

    internal static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(10, Stop);
    }

    internal async Task<LoggedMessage> SettledAsync(string control)
    {
        LoggedMessage? found = null;
        await UntilAsync(() => (found = Log.List(new MessageQuery(ControlId: control)).Messages is [var first, ..] ? first : null) is { State: not MessageState.Received });
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        await Clinic.DisposeAsync();
    }

    private static string Family(string number) => new[] { "Aldermann", "Bukowska", "Castellanos", "Dimitrov", "Eriksson", "Fairweather", "Gutenberg", "Hollingsworth", "Ivanchenko", "Jablonski" }[int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) % 10];

    private static string Given(string number) => new[] { "Quirin", "Zelda", "Wilhelmina", "Xaver", "Yolanda", "Umberto", "Tarquin" }[int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) % 7];

    private static bool Connects(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
