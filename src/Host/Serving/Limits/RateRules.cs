namespace Carewright.Host.Serving.Limits;

/// <summary>A bucket of requests: so many at once, and so many more each second.</summary>
/// <param name="Burst">Requests that a full bucket holds.</param>
/// <param name="PerSecond">Requests that come back in a second.</param>
internal readonly record struct Rate(int Burst, int PerSecond);

/// <summary>How many requests a caller may make. A batch counts as one.</summary>
/// <param name="User">For each account and client program: somebody at a screen makes about one request a second, and a few dozen in a moment.</param>
/// <param name="System">For each account of the role <c>system-interface</c>: a laboratory, a payer, an import.</param>
/// <param name="Anonymous">For each network address, requests without a valid credential; the app's own files are not counted.</param>
/// <param name="Address">For each network address, all requests with a credential: a whole clinic may stand behind one.</param>
internal sealed record RateRules(Rate User, Rate System, Rate Anonymous, Rate Address)
{
    /// <summary>The rules of a server.</summary>
    internal static RateRules Default { get; } = new(new Rate(3_000, 50), new Rate(60_000, 1_000), new Rate(600, 10), new Rate(120_000, 2_000));

    /// <summary>Buckets that no load empties, asked as often as any: what tests and the bench do to one account in a minute, no clinic does in a day.</summary>
    internal static RateRules Bottomless { get; } = Everywhere(new Rate(1_000_000_000, 1_000_000_000));

    /// <summary>One rate for all.</summary>
    internal static RateRules Everywhere(Rate rate) => new(rate, rate, rate, rate);
}
