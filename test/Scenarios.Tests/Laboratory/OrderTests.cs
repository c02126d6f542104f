using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Laboratory;

/// <summary>Orders as the app writes them, and their paper.</summary>
public sealed class OrderTests
{
    private const string Own = "https://carewright.example/fhir/NamingSystem/";

    [Fact]
    public async Task An_order_is_placed_its_specimen_labelled_and_its_requisition_printed()
    {
        await using var house = await LabHouse.NewAsync();
        (await house.LoadOwnAsync()).Expect(200);
        var test = (await house.FindAsync("gluc", codes => codes is ["GLU", ..]))[0];
        await PlaceAsync(house, test);
        var label = (await PaperAsync(house.Doctor, "labels", new JsonObject { ["specimens"] = new JsonArray("Specimen/s1") })).Expect(200);
        foreach (var words in new[] { "%PDF-1.7", "Testperson, Ina", "(SPEC000001)", "GLU" })
            Assert.Contains(words, label.Text, StringComparison.Ordinal);
        var paper = (await PaperAsync(house.Doctor, "requisitions", new JsonObject { ["requisition"] = "REQ0000001" })).Expect(200);
        foreach (var words in new[] { "(REQ0000001)", "(RDER000001)", "North Laboratory", "Testdoctor, Dora", "1234567893", "LOINC 2345-7", "E11.9 Type 2 diabetes", ": yes)" })
            Assert.Contains(words, paper.Text, StringComparison.Ordinal);
        using var auditor = await house.Clinic.AddUserAsync("auditor", "compliance-officer");
        var printed = (await new AuditLog(auditor).EventsAsync("user=doctor")).Where(one => AuditLog.Text(one, "interaction") == "print").ToList();
        Assert.Equal(2, printed.Count);
        Assert.All(printed, one => Assert.Equal(["Patient/ina"], AuditLog.Patients(one)));
    }

    [Fact]
    public async Task Paper_is_made_of_what_its_reader_may_see()
    {
        await using var house = await LabHouse.NewAsync();
        (await house.LoadOwnAsync()).Expect(200);
        await PlaceAsync(house, (await house.FindAsync("gluc", codes => codes is ["GLU", ..]))[0]);
        using var desk = await house.Clinic.AddUserAsync("desk", "front-desk");
        (await PaperAsync(desk, "labels", new JsonObject { ["specimens"] = new JsonArray("Specimen/s1") })).Expect(404);
        (await PaperAsync(desk, "requisitions", new JsonObject { ["requisition"] = "REQ0000001" })).Expect(404);
        (await PaperAsync(house.Doctor, "labels", new JsonObject { ["specimens"] = new JsonArray("Specimen/none") })).Expect(404);
        (await PaperAsync(house.Doctor, "labels", new JsonObject { ["specimens"] = new JsonArray() })).Expect(400);
        (await PaperAsync(house.Doctor, "requisitions", new JsonObject { ["requisition"] = "NOSUCH0001" })).Expect(404);
        (await PaperAsync(house.Doctor, "requisitions", new JsonObject { ["requisition"] = "a|b" })).Expect(400);
    }

    [Fact]
    public async Task An_assistant_pends_an_order_and_does_not_place_it()
    {
        await using var house = await LabHouse.NewAsync();
        (await house.LoadOwnAsync()).Expect(200);
        var test = (await house.FindAsync("gluc", codes => codes is ["GLU", ..]))[0];
        using var assistant = await house.Clinic.AddUserAsync("assistant", "medical-assistant");
        (await assistant.GetAsync("laboratory/catalogue?q=gluc")).Expect(200);
        (await assistant.PutAsync(Order(test, "active"))).Expect(403);
        (await assistant.PutAsync(Order(test, "draft"))).Expect(201);
    }

    private static async Task PlaceAsync(LabHouse house, JsonObject test)
    {
        var answers = Chart.Resource($$"""
            { "resourceType": "QuestionnaireResponse", "id": "a1", "status": "completed", "questionnaire": "{{test["questionnaire"]}}", "subject": { "reference": "Patient/ina" },
              "item": [{ "linkId": "FASTING", "text": "Has the patient had nothing but water for 8 hours?", "answer": [{ "valueBoolean": true }] }] }
            """);
        var specimen = Chart.Resource($$"""
            { "resourceType": "Specimen", "id": "s1", "status": "available", "accessionIdentifier": { "system": "{{Own}}specimen", "value": "SPEC000001" }, "subject": { "reference": "Patient/ina" },
              "request": [{ "reference": "ServiceRequest/o1" }], "collection": { "collectedDateTime": "2026-03-01T09:30:00-05:00" }, "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0487", "code": "SER" }] } }
            """);
        (await house.Doctor.PostAsync("fhir", Chart.Bundle("transaction", Chart.Put(answers), Chart.Put(Order(test, "active")), Chart.Put(specimen)))).Expect(200);
    }

    private static JsonObject Order(JsonObject test, string status)
    {
        var order = Chart.Resource($$"""
            { "resourceType": "ServiceRequest", "id": "o1", "status": "{{status}}", "intent": "order", "subject": { "reference": "Patient/ina" }, "requester": { "reference": "Practitioner/doc" },
              "identifier": [{ "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "PLAC" }] }, "system": "{{Own}}order", "value": "RDER000001" }],
              "requisition": { "system": "{{Own}}requisition", "value": "REQ0000001" }, "performer": [{ "reference": "Organization/{{LabHouse.Lab}}" }], "priority": "routine", "authoredOn": "2026-03-01T09:00:00-05:00",
              "reasonCode": [{ "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "E11.9" }], "text": "Type 2 diabetes" }] }
            """);
        order["code"] = test["concept"]!.DeepClone();
        if (status == "active")
        {
            order["supportingInfo"] = new JsonArray(new JsonObject { ["reference"] = "QuestionnaireResponse/a1" });
            order["specimen"] = new JsonArray(new JsonObject { ["reference"] = "Specimen/s1" });
        }
        return order;
    }

    private static Task<Reply> PaperAsync(Door door, string what, JsonObject body) => door.SendBytesAsync(HttpMethod.Post, $"laboratory/{what}", Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");
}
