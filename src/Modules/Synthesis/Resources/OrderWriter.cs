using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;

namespace Carewright.Synthesis.Resources;

/// <summary>What is ordered: <c>laboratory</c>, <c>imaging</c> or <c>referral</c>, the code, the status and why.</summary>
internal sealed record OrderText(string Kind, Code Code, string Status, Problem? Reason);

/// <summary>Writes ServiceRequest (US Core ServiceRequest 6.1.0): laboratory orders, imaging orders and referrals.</summary>
internal static class OrderWriter
{
    public static void Write(ChartContext chart, Visit visit, ResourceRef request, OrderText order)
    {
        var json = chart.Json;
        json.Begin(ResourceKind.ServiceRequest, request.Id, Profiles.ServiceRequest);
        chart.Status(order.Status);
        json.Text("intent", "order");
        json.Concepts("category", Category(order.Kind));
        json.Concept("code", order.Code);
        chart.Subject();
        chart.Encounter(visit);
        json.Instant("occurrenceDateTime", visit.Start.Plus(8));
        json.Instant("authoredOn", visit.Start.Plus(8));
        json.Reference("requester", visit.Clinician.Reference, visit.Clinician.Display);
        if (order.Kind == "referral" && order.Reason is { } handed) Receiver(chart, visit, handed);
        if (order.Reason is { } reason) json.References("reasonReference", reason.Reference, reason.Code.Display);
        json.End();
    }

    public static void WriteReferrals(ChartContext chart, Visit visit)
    {
        foreach (var problem in visit.Referrals)
        {
            var department = problem.Ailment.Department;
            var code = new Code(CodeSystems.ServiceCode, $"referral-{department.Code}", $"Referral to {department.Display.ToLowerInvariant()}");
            var request = new ResourceRef(ResourceKind.ServiceRequest, chart.Ids.Next());
            Write(chart, visit, request, new OrderText("referral", code, problem.Visits > 0 ? "completed" : "active", problem));
        }
    }

    private static void Receiver(ChartContext chart, Visit visit, Problem problem)
    {
        var provider = chart.Clinic.Provider(visit.Site, problem.Ailment.Department, 0);
        chart.Json.References("performer", provider.Reference, provider.Display);
    }

    // US Core asks for one of five SNOMED CT categories; these three are single codes that the profile's binding carries.
    private static Code Category(string kind) => kind switch
    {
        "laboratory" => new(CodeSystems.Snomed, "108252007", "Laboratory procedure"),
        "imaging" => new(CodeSystems.Snomed, "363679005", "Imaging"),
        _ => new(CodeSystems.Snomed, "3457005", "Patient referral"),
    };
}
