using System.Collections.Concurrent;
using System.Net;
using Carewright.Sandbox.Misbehaving;

namespace Carewright.Sandbox.Tests;

/// <summary>A partner as it is played in tests: on free ports, by a clock that stands still.</summary>
internal sealed class Played : IAsyncDisposable
{
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromSeconds(2);

    private Played(ISimulatedPartner partner, ManualClock clock, ConcurrentQueue<string> said) => (Partner, Clock, Said) = (partner, clock, said);

    public ISimulatedPartner Partner { get; }

    public ManualClock Clock { get; }

    public ConcurrentQueue<string> Said { get; }

    public static async Task<Played> StartAsync(string kind, Clinic clinic, Func<PartnerSetup, PartnerSetup>? change = null, params string[] misbehaviours)
    {
        var (clock, said) = (new ManualClock(), new ConcurrentQueue<string>());
        var setup = new PartnerSetup(clock, said.Enqueue)
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Send = clinic.Endpoint,
            Delay = Delay,
            FirstPause = Pause,
            AnswerTime = TimeSpan.FromHours(1),
            Misbehaviours = [.. misbehaviours.Select(name => Misbehaviour.Known.Single(each => each.Name == name))],
            MisbehavesEvery = 1,
        };
        var partner = PartnerKind.All.Single(each => each.Name == kind).Create(change?.Invoke(setup) ?? setup);
        await partner.StartAsync(CancellationToken.None);
        return new Played(partner, clock, said);
    }

    public ValueTask DisposeAsync() => Partner.DisposeAsync();
}
