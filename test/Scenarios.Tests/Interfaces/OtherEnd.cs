using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Mllp;
using Carewright.Interfaces.Partners;
using Carewright.Mllp;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>A partner's machine that takes messages: keeps what comes and answers as a test says.</summary>
internal sealed class OtherEnd : IAsyncDisposable
{
    private readonly ConcurrentQueue<Hl7Message> _taken = new();
    private MllpServer? _server;

    /// <summary>Where it is.</summary>
    internal int Port { get; } = PartnerHouse.FreePort();

    /// <summary>What it says to a message; null: nothing at all.</summary>
    internal Func<Hl7Message, byte[]?> Answer { get; set; } = message => Acknowledge(message, "AA");

    /// <summary>What has come, in order, each time that it came.</summary>
    internal IReadOnlyList<Hl7Message> Taken => [.. _taken];

    /// <summary>The orders of what has come: ORC-1 and ORC-2.1 of each.</summary>
    internal IEnumerable<string> Orders => Taken.SelectMany(message => OrdersOf(message).Select(order => $"{order[1].Text} {order[2].Component(1).Text}"));

    /// <summary>The ORC segments of a message.</summary>
    internal static IEnumerable<Hl7Segment> OrdersOf(Hl7Message message) => message.Segments().Where(segment => segment.Is("ORC"));

    internal static async Task<OtherEnd> StartAsync()
    {
        var end = new OtherEnd();
        await end.OpenAsync();
        return end;
    }

    /// <summary>A laboratory that gets the orders that name it, and their cancellations.</summary>
    internal Partner Laboratory(string organization = "acme-lab") => new("lab", "Laboratory")
    {
        TimeZone = "America/Chicago",
        Send = new PartnerTarget("127.0.0.1", Port, false)
        {
            TheirApplication = "LIS",
            AnswerSeconds = 3,
            Routes =
            [
                new SendRoute("OML^O21", "ServiceRequest", $"status = 'active' and intent = 'order' and performer.reference = 'Organization/{organization}'") { Together = "requisition.value" },
                new SendRoute("OML^O21", "ServiceRequest", $"status = 'revoked' and performer.reference = 'Organization/{organization}'") { Before = "status = 'active'" },
            ],
        },
    };

    internal async Task OpenAsync()
    {
        _server = new MllpServer(new MllpServerOptions(new IPEndPoint(IPAddress.Loopback, Port)), TakeAsync, TimeProvider.System);
        await _server.StartAsync(TestContext.Current.CancellationToken);
    }

    internal ValueTask CloseAsync() => _server!.DisposeAsync();

    internal static byte[] Acknowledge(Hl7Message message, string code, params string[] segments) => Encoding.UTF8.GetBytes(string.Join('\r',
        [$"MSH|^~\\&|LIS||CAREWRIGHT||20260301070000||{(segments.Any(segment => segment.StartsWith("ORC", StringComparison.Ordinal)) ? "ORL^O22^ORL_O22" : "ACK^O21^ACK")}|A{message[0][10].Text}|P|2.5.1", $"MSA|{code}|{message[0][10].Text}", .. segments]) + "\r");

    public ValueTask DisposeAsync() => CloseAsync();

    private ValueTask<ReadOnlyMemory<byte>?> TakeAsync(MllpPeer peer, ReadOnlyMemory<byte> bytes, FrameFault? fault, CancellationToken stop)
    {
        var message = Hl7Message.Read(bytes.ToArray()).Message!;
        _taken.Enqueue(message);
        return ValueTask.FromResult<ReadOnlyMemory<byte>?>(Answer(message) is { } answer ? answer : null);
    }
}
