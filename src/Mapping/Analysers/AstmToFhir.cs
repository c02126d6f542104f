using Carewright.Astm.Records;
using Carewright.Kernel;
using Carewright.Mapping.Running;

namespace Carewright.Mapping.Analysers;

/// <summary>
/// Says in FHIR R4 what an instrument's message of results says (LIS2-A2): Observations, and a DiagnosticReport for each order that has some. Pure, like <see cref="V2Mapping"/>: the same for the same message, context and
/// specimens each time; never an exception, whatever the message.
/// </summary>
public static class AstmToFhir
{
    /// <summary>Type of a message that has results.</summary>
    public const string Results = "ASTM^R";

    /// <summary>The identifier system of a partner's reports.</summary>
    /// <param name="partner">The partner's id.</param>
    public static string ReportSystem(string partner) => AstmRun.Minted(partner, "NamingSystem", "report");

    /// <summary>What a message says. Results are of one specimen: a message with those of several is divided before (<see cref="SpecimenParts"/>).</summary>
    /// <param name="message">The message.</param>
    /// <param name="context">The partner; of its authorities <c>P-3</c> and <c>P-4</c> say what those fields number, of its codes see <see cref="AnalyserCodes"/>, and <c>UNITS</c>.</param>
    /// <param name="specimen">The specimen of the results, when the record has it; null: whose they are is a person's to decide.</param>
    public static MappedMessage Map(AstmMessage message, MappingContext context, KnownSpecimen? specimen)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(context);
        var results = message.Results().Where(result => !SpecimenParts.IsControl(result.Record)).ToList();
        if (SpecimenParts.NumbersIn(message).Count > 1)
            return new MappedMessage(Results, [], [], [Issue.Error(IssueTypes.Structure, "ASTM-SEVERAL-SPECIMENS", "The message has results of several specimens, which are applied one by one.", "O-3", Spec)]);
        if (results.Count == 0)
            return new MappedMessage(Results, [], [], [Issue.Error(IssueTypes.Required, "ASTM-NO-RESULTS", "The message has no results of a patient.", "R", Spec)]);
        var run = new AstmRun(message, context, specimen, new MessageKeys(message.Bytes.Span, context.Partner));
        var patient = run.Patient(results[0]);
        var observations = run.Observations(results, patient.Key);
        return new MappedMessage(Results, [patient, .. observations.Select(observation => observation.Resource), .. new AstmReports(run).Of(observations, patient.Key)], [], run.Issues);
    }

    internal const string Spec = "LIS2-A2";
}
