using System.Diagnostics;
using Carewright.Bench.Processes;
using Carewright.Bench.Results;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Storage;

namespace Carewright.Bench;

/// <summary><c>parts pages STORE</c>: processor time of the steps of a search page, on one thread, over a store that a run of the bench has kept. Says where the time of a page goes before anybody guesses.</summary>
internal static class PageParts
{
    private const int Pages = 2_000;

    public static async Task<int> RunAsync(string folder)
    {
        await using var clinic = await BenchStore.OpenAsync(folder, mayCreate: false);
        var store = clinic.Store;
        foreach (var (type, query) in new[] { ("Patient", "name=Ab"), ("Patient", "name=br"), ("Observation", "category=vital-signs"), ("Encounter", "date=ge2024-03-01&date=lt2024-04-01"),
            ("Observation", "code=http://loinc.org|8867-4&_sort=-date"), ("Observation", "code-value-quantity=http://loinc.org|8867-4$gt80|http://unitsofmeasure.org|/min"),
            ("Patient", "name=br&_has:Observation:patient:code=http://loinc.org|8867-4") })
        {
            var pairs = QueryText.Pairs(query).ToList();
            var request = SearchRequest.Parse(type, pairs, FhirModel.R4, SearchHandling.Strict).Request!;
            var plan = store.Compiler.Compile(type, request.Criteria, request.Sorts, 20, null).Plan!;
            SearchPage page = store.Search(plan, CancellationToken.None);
            Console.WriteLine($"{type}?{query}: {page.Rows.Count} rows, {page.Rows.Sum(row => row.Open().Length):N0} bytes");
            Time("parse the query", () => SearchRequest.Parse(type, pairs, FhirModel.R4, SearchHandling.Strict));
            Time("compile the plan", () => store.Compiler.Compile(type, request.Criteria, request.Sorts, 20, null));
            Time("search", () => page = store.Search(plan, CancellationToken.None));
            Time("search without confirming", () => page = store.Search(plan with { Confirm = null }, CancellationToken.None));
            Time("search and open", () =>
            {
                page = store.Search(plan with { Confirm = null }, CancellationToken.None);
                foreach (var row in page.Rows)
                    row.Open();
            });
        }
        return 0;

        static void Time(string name, Action step)
        {
            var best = double.MaxValue;
            for (var round = 0; round < 3; round++)
            {
                var (started, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
                for (var i = 0; i < Pages; i++)
                    step();
                best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMicroseconds / Pages);
                if (round == 2)
                    Console.WriteLine($"  {name,-32} {Numbers.Text(best),8} us {(GC.GetAllocatedBytesForCurrentThread() - allocated) / Pages,8} bytes allocated");
            }
        }
    }
}
