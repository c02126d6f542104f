using System.Diagnostics;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Attacks.Tests.Reach;

/// <summary>
/// The clock tells no more than the answer. Pairs of questions, one about a hidden row and one about an id that is not there, in turns and each first as often as the other: what the machine does
/// beside strikes both alike, so that the median of the differences stays near nought however loaded it is. Both answers wait for their audit record on disk, which takes far longer than what differs.
/// </summary>
public sealed class TimingTests(SeededClinic clinic)
{
    private const int Pairs = 300;

    [Fact]
    public async Task A_hidden_row_is_refused_as_fast_as_one_that_is_not_there()
    {
        var hidden = Chart.Observation(Chart.NewId(), clinic.OtherPatient);
        (await clinic.As("system-interface").PutAsync(hidden)).Expect(201);
        var (there, absent) = ("fhir/" + Reply.Reference(hidden), "fhir/Observation/" + Chart.NewId());
        for (var i = 0; i < 40; i++)
            await TimeAsync(i % 2 == 0 ? there : absent);
        var differences = new List<double>(Pairs);
        var whole = new List<double>(Pairs);
        for (var i = 0; i < Pairs; i++)
        {
            var first = await TimeAsync(i % 2 == 0 ? there : absent);
            var second = await TimeAsync(i % 2 == 0 ? absent : there);
            differences.Add(i % 2 == 0 ? first - second : second - first);
            whole.Add((first + second) / 2);
        }
        Assert.True(Math.Abs(Median(differences)) < 0.25 * Median(whole), $"a hidden row takes {Median(differences):F3} ms longer, of {Median(whole):F3} ms");
    }

    private async Task<double> TimeAsync(string path)
    {
        var start = Stopwatch.GetTimestamp();
        (await clinic.As("patient").GetAsync(path)).Expect(404);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
