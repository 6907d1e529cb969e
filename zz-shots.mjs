import { chromium } from 'playwright-core';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
const root='/tmp/work/knowledge'; const port=18099; const dir=mkdtempSync('/tmp/kexp/data-');
const p=spawn(process.execPath,[root+'/dist/apps/standalone/src/main.js'],{cwd:root,env:{...process.env,PORT:String(port),AAAS_DATA_DIR:dir,LOG_LEVEL:'warn'},stdio:['ignore','inherit','inherit']});
const url='http://127.0.0.1:'+port; const api=url+'/api/v1';
for(let i=0;i<120;i++){try{if((await fetch(url+'/readyz')).ok)break;}catch{} await new Promise(r=>setTimeout(r,500));}
const j=async(m,path,body,token)=>{const r=await fetch(api+path,{method:m,headers:{'content-type':'application/json',...(token?{authorization:'Bearer '+token}:{})},body:body===undefined?undefined:JSON.stringify(body)});const t=await r.text();if(!r.ok)console.log(m,path,r.status,t.slice(0,300));return t?JSON.parse(t):undefined;};
const s=await j('POST','/auth/sign-up',{email:'mara@larkfield.example',password:'four grey herons wade',name:'Mara Lindqvist',companyName:'Larkfield Supply'});
const tok=s.accessToken;
const kb=await j('POST','/knowledge-bases',{name:'Handbook',description:'What customers may expect of us'},tok);
await j('POST','/knowledge-bases',{name:'Prices'},tok);
const form=new FormData();
const md='# Returns\n\nGoods may be sent back within 30 days, unused and in their box. We pay for the way back. '+'More words about the way back. '.repeat(20)+'\n\n## Abroad\n\nFrom other countries within 60 days. '+'Customs papers are needed for the parcel. '.repeat(12)+'\n\n# Warranty\n\nTwo years on everything. '+'Batteries one year only. '.repeat(20);
form.append('file',new File([md],'returns.md'));form.append('file',new File(['Product,Price\nHalden One,149\nHalden Studio,399'],'prices.csv'));form.append('file',new File(['%PDF-1.4 cut'],'broken.pdf'));form.append('file',new File([md],'copy of returns.md'));
const up=await fetch(api+'/knowledge-bases/'+kb.id+'/documents',{method:'POST',headers:{authorization:'Bearer '+tok},body:form});
const docs=(await up.json()).documents; console.log('upload',up.status);
await j('POST','/knowledge-bases/'+kb.id+'/documents',{url:'http://127.0.0.1:1/secret'},tok);
const doc=docs.find(d=>d.name==='returns.md').id;
for(let i=0;i<60;i++){const b=await j('GET','/knowledge-bases/'+kb.id,undefined,tok);if(b.documents.pending===0){console.log(JSON.stringify(b));break;}await new Promise(r=>setTimeout(r,500));}
await j('POST','/knowledge-bases/'+kb.id+'/questions',{questions:[{question:'How long may I send it back?',expected:[{documentId:doc}]},{question:'What does the Halden One cost?',expected:[{documentId:docs.find(d=>d.name==='prices.csv').id}]},{question:'Who is the managing director?',expected:[{documentId:doc}]}]},tok);
await j('POST','/knowledge-bases/'+kb.id+'/evaluations',{},tok);
await j('POST','/knowledge-bases/'+kb.id+'/sources',{name:'Website',config:{kind:'sitemap',url:'https://larkfield.example/sitemap.xml'}},tok);
const agent=await j('POST','/agents',{name:'support',goal:'Help customers',knowledgeBases:[kb.id]},tok);
await new Promise(r=>setTimeout(r,3000));
const browser=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox']});
const errors=[];
for(const scheme of ['light','dark']){
 const ctx=await browser.newContext({viewport:scheme==='light'?{width:1360,height:860}:{width:1100,height:800},colorScheme:scheme,locale:scheme==='dark'?'de-DE':'en-US'});
 const page=await ctx.newPage();
 page.on('console',m=>m.type()==='error'&&errors.push(m.text().slice(0,300)));page.on('pageerror',e=>errors.push(String(e).slice(0,300)));
 await page.goto(url+'/sign-in');
 await page.locator('input[type=email]').fill('mara@larkfield.example');await page.locator('input[type=password]').fill('four grey herons wade');await page.keyboard.press('Enter');
 await page.waitForURL(u=>!u.pathname.startsWith('/sign-in'));
 const shots={list:'/knowledge',docs:'/knowledge/'+kb.id,sources:'/knowledge/'+kb.id+'?view=sources',quality:'/knowledge/'+kb.id+'?view=quality',settings:'/knowledge/'+kb.id+'?view=settings',document:'/knowledge/'+kb.id+'/documents/'+doc+'?passage=2',agent:'/agents/'+agent.id};
 for(const [n,path] of Object.entries(shots)){await page.goto(url+path);await page.waitForTimeout(1500);await page.screenshot({path:`/tmp/kexp/shot-${scheme}-${n}.png`});}
 await page.goto(url+'/knowledge/'+kb.id+'?view=search');await page.waitForTimeout(800);
 await page.locator('form input').first().fill('how many days to send back');await page.keyboard.press('Enter');await page.waitForTimeout(1500);await page.screenshot({path:`/tmp/kexp/shot-${scheme}-search.png`});
 if(scheme==='light'){await page.goto(url+'/knowledge/'+kb.id+'?view=sources');await page.waitForTimeout(800);await page.getByRole('button',{name:/Add a source/}).click();await page.waitForTimeout(600);await page.screenshot({path:`/tmp/kexp/shot-source-dialog.png`});}
}
console.log('errors',errors);
await browser.close();p.kill('SIGTERM');setTimeout(()=>process.exit(0),3000);
