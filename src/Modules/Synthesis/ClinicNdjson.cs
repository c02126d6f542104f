using System.Diagnostics;
using System.Threading.Channels;
using Carewright.Synthesis.Organisation;
using Carewright.Synthesis.Resources;

namespace Carewright.Synthesis;

/// <summary>How far the writing has come.</summary>
/// <param name="Patients">Patients written so far.</param>
/// <param name="TotalPatients">Patients of the plan.</param>
/// <param name="Resources">Resources written so far.</param>
public readonly record struct SynthesisProgress(int Patients, int TotalPatients, long Resources);

/// <summary>What was written.</summary>
/// <param name="Resources">Number of resources of all types.</param>
/// <param name="ByType">Number of resources by type; types with none are absent.</param>
/// <param name="Bytes">Bytes in all files.</param>
/// <param name="Elapsed">The time it took.</param>
public sealed record SynthesisReport(long Resources, IReadOnlyDictionary<string, long> ByType, long Bytes, TimeSpan Elapsed);

/// <summary>Writes a synthetic clinic as NDJSON (one resource a line), one file for each resource type.</summary>
public static class ClinicNdjson
{
    private const int PatientsPerBatch = 24;

    /// <summary>
    /// Writes <c>{ResourceType}.ndjson</c> files into the folder, which is made when absent; files of these names are
    /// replaced. Equal plans give equal files, whatever the number of processors.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The plan lies outside its limits.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; files may be incomplete.</exception>
    public static Task<SynthesisReport> WriteAsync(ClinicPlan plan, DirectoryInfo outDir, IProgress<SynthesisProgress>? progress, CancellationToken ct) =>
        WriteAsync(plan, outDir, Math.Clamp(Environment.ProcessorCount, 1, 4), progress, ct);

    /// <summary>The same with a chosen number of batches in flight.</summary>
    internal static async Task<SynthesisReport> WriteAsync(
        ClinicPlan plan, DirectoryInfo outDir, int parallelism, IProgress<SynthesisProgress>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(outDir);
        var clock = Stopwatch.StartNew();
        var clinic = new ClinicLayout(plan.Checked());
        var bookings = new BookingBook(clinic);
        outDir.Create();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var files = new TypeFiles(outDir);
        var batches = new BatchPool(clinic, bookings);
        // The channel holds the batches in their order; its bound is what limits the work in flight.
        var queue = Channel.CreateBounded<Task<Batch>>(parallelism);
        var producing = ProduceAsync(plan, batches, queue.Writer, stop.Token);
        try
        {
            await foreach (var pending in queue.Reader.ReadAllAsync(ct))
            {
                var batch = await pending;
                await files.AppendAsync(batch, ct);
                progress?.Report(new SynthesisProgress(batch.LastPatient, plan.Patients, files.Resources));
                batches.Return(batch);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await producing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await producing;
        return new SynthesisReport(files.Resources, files.Counts(), files.Bytes, clock.Elapsed);
    }

    private static async Task ProduceAsync(ClinicPlan plan, BatchPool batches, ChannelWriter<Task<Batch>> queue, CancellationToken ct)
    {
        try
        {
            await queue.WriteAsync(Task.Run(() => batches.Rent().WriteOrganisation(), ct), ct);
            for (var first = 0; first < plan.Patients; first += PatientsPerBatch)
            {
                var from = first;
                var to = Math.Min(first + PatientsPerBatch, plan.Patients);
                await queue.WaitToWriteAsync(ct);
                await queue.WriteAsync(Task.Run(() => batches.Rent().WritePatients(from, to), ct), ct);
            }

            queue.Complete();
        }
        catch (OperationCanceledException stopped)
        {
            queue.Complete(stopped);
            throw;
        }
    }
}
