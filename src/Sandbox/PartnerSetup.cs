using System.Net;
using System.Threading.Channels;
using Carewright.Sandbox.Misbehaving;
using Carewright.Sandbox.People;

namespace Carewright.Sandbox;

/// <summary>How a partner is played.</summary>
/// <param name="Time">The clock; delays and pauses run on it.</param>
/// <param name="Say">Told in one line what the partner does: types, control ids and order numbers, nothing else of a patient. On any thread.</param>
public sealed record PartnerSetup(TimeProvider Time, Action<string> Say)
{
    /// <summary>Where it listens; port 0 takes a free one; null: it does not listen.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>The clinic's port; null: it sends nothing of its own.</summary>
    public DnsEndPoint? Send { get; init; }

    /// <summary>The same seed gives the same people and the same results for the same order numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>People whom the clinic has as well: a hospital has no others, and a registry knows them besides its own. Empty: the partner's own people.</summary>
    public IReadOnlyList<SyntheticPerson> People { get; init; } = [];

    /// <summary>What is put into an instrument: <c>NUMBER</c> of a specimen, which it asks about, or <c>NUMBER TEST,TEST</c>, which it tests without asking. Null: nothing ever is.</summary>
    public ChannelReader<string>? Specimens { get; init; }

    /// <summary>How long a laboratory, or an instrument, takes for a result.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many messages a minute a hospital sends, more than 0.</summary>
    public double Rate { get; init; } = 6;

    /// <summary>In which ways it misbehaves, in turn; none: never.</summary>
    public IReadOnlyList<Misbehaviour> Misbehaviours { get; init; } = [];

    /// <summary>Every so many messages it misbehaves, from 1.</summary>
    public int MisbehavesEvery { get; init; } = 3;

    /// <summary>The pause before a message that was refused or not answered is sent again; each further one doubles it, up to 64 times.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an acknowledgement is waited for.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(30);
}
