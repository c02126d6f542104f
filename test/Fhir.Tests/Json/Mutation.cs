using System.Diagnostics;
using System.Globalization;

namespace Carewright.Fhir.Tests.Json;

/// <summary>Damages bytes in the ways that broken senders, cables and attackers do. Deterministic for a seed.</summary>
internal static class Mutation
{
    private static readonly byte[][] s_tokens =
    [
        .. new[] { "\"", "{", "}", "[", "]", ",", ":", "null", "true", "1e999", "-", "\\u0000", "\\ud800", "\\", "<", ">", "/>", "&", "&#x0;", "&lt;", "<!--", "]]>", "<![CDATA[", "<?x?>", "_", "[]", "{}", "\"\"" }
            .Select(System.Text.Encoding.ASCII.GetBytes),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0],
    ];

    /// <summary>Seconds that a fuzz test runs: CAREWRIGHT_FUZZ_SECONDS, or a few.</summary>
    internal static TimeSpan Duration =>
        TimeSpan.FromSeconds(double.TryParse(Environment.GetEnvironmentVariable("CAREWRIGHT_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 3);

    /// <summary>Runs a check over damaged variants of the seeds until time is up; a failure names its number, which reproduces it.</summary>
    internal static int Fuzz(IReadOnlyList<byte[]> seeds, Action<byte[]> check)
    {
        var clock = Stopwatch.StartNew();
        var slowest = TimeSpan.Zero;
        var number = 0;
        for (; clock.Elapsed < Duration; number++)
        {
            var random = new Random(number);
            var input = Damage(seeds[random.Next(seeds.Count)], random);
            var before = clock.Elapsed;
            try
            {
                check(input);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Input {number} breaks it.", exception);
            }
            slowest = clock.Elapsed - before > slowest ? clock.Elapsed - before : slowest;
        }
        Assert.True(slowest < TimeSpan.FromSeconds(10), $"One input took {slowest}.");
        return number;
    }

    internal static byte[] Damage(byte[] source, Random random)
    {
        var bytes = source.ToList();
        for (var i = random.Next(1, 5); i > 0 && bytes.Count > 0; i--)
            DamageOnce(bytes, random);
        return [.. bytes];
    }

    private static void DamageOnce(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 200), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 2:
                bytes.InsertRange(at, s_tokens[random.Next(s_tokens.Length)]);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes[at] = (byte)random.Next(256);
                break;
            default:
                bytes.InsertRange(at, Enumerable.Repeat(s_tokens[random.Next(s_tokens.Length)], random.Next(2, 300)).SelectMany(t => t));
                break;
        }
    }
}
